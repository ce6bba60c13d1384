// One stack serves all tests.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
