namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states a resource can be in.</summary>
public static class KnownResourceStates
{
    /// <summary>It waits for another resource.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Its process is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Its process runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Its process is asked to stop.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>It was stopped, or it ended too often.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>It ended by itself, with success.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>It never started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>The states that a resource does not leave by itself.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}
