namespace Realtime.Presence.Tracking;

/// <summary>What this replica remembers of a gateway's numbers; the database has the last word.</summary>
internal sealed class GatewayStream
{
    /// <summary>The last batch that was folded; null until one was.</summary>
    public long? Last { get; set; }

    /// <summary>Set while a snapshot is coming in.</summary>
    public SnapshotAssembly? Assembly { get; set; }

    /// <summary>The snapshot that is waited for; until it is there, deltas are signs of life only.</summary>
    public string? AwaitedSnapshot { get; set; }

    public long? RequestedAt { get; set; }
}
