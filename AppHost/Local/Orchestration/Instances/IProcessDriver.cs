using Aspire.Hosting.Orchestration.Health;
using Aspire.Hosting.Orchestration.Processes;

namespace Aspire.Hosting.Orchestration.Instances;

/// <summary>Knows how the process of one kind of resource is prepared, started and looked after.</summary>
internal interface IProcessDriver
{
    /// <summary>Whether the application is nothing without it: when it cannot start at all, the host gives up.</summary>
    bool IsEssential { get; }

    /// <summary>Gets everything ready once, before the first start.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    Task<ChildProcessOptions> CreateProcessAsync(CancellationToken cancellationToken);

    /// <summary>Looks whether the process does its work; null when there is nothing to look at.</summary>
    Task<ProbeResult>? CheckHealthAsync(CancellationToken cancellationToken);

    /// <summary>Ends what was started beside the process.</summary>
    Task CleanUpAsync() => Task.CompletedTask;

    /// <summary>One line for a process that ended, or refused us, before it ever worked.</summary>
    string DescribeFailure(int? exitCode, string? refusal);
}
