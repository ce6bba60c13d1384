namespace Realtime.LoadTests.Workloads;

/// <summary>How long a workload runs. What comes first is not measured: a cold .NET server costs up to twice as much, and on a busy machine it stays cold for longer.</summary>
internal readonly record struct LoadTime(TimeSpan Warmup, TimeSpan Measured);
