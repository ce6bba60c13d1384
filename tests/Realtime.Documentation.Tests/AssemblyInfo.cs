// One stack serves all tests that need one.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
