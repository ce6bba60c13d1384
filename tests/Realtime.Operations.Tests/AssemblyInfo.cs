// One stack serves all tests; tests that kill its parts must not run beside others.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
