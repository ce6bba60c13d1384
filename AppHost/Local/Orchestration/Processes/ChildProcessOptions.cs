namespace Aspire.Hosting.Orchestration.Processes;

/// <summary>What to start, and how it is asked to stop.</summary>
internal sealed record ChildProcessOptions(string FileName, string WorkingDirectory)
{
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The whole environment when set; otherwise the host's own.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    public UserAccount? RunAs { get; init; }

    public UnixSignal StopSignal { get; init; } = UnixSignal.Terminate;

    public Action<string>? OnOutput { get; init; }

    public Action<string>? OnError { get; init; }
}
