using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What is known about one instance of a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The kind of resource.</summary>
    public required string ResourceType { get; init; }

    /// <summary>The state.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>The health; null while it is unknown.</summary>
    public HealthStatus? HealthStatus { get; init; }

    /// <summary>How the last process ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When the current process was started.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>Further properties.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>The addresses.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    internal int? ProcessId { get; init; }

    internal int Restarts { get; init; }

    /// <summary>Why it is not well, for the console.</summary>
    internal string? Detail { get; init; }

    internal bool IsReady => State?.Text == KnownResourceStates.Running && HealthStatus is Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;

    internal bool IsTerminal => State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);
}
