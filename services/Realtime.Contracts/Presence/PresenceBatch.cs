namespace Realtime.Contracts.Presence;

/// <summary>Numbered changes of one gateway incarnation, sent every 50 ms when there are any and every 5 s as a heartbeat.</summary>
/// <param name="GatewayId">The gateway incarnation; it changes at every start.</param>
/// <param name="StartedAt">When the incarnation started.</param>
/// <param name="Sequence">Number of the batch, from 1 without gaps. A gap makes Presence ask for a snapshot.</param>
/// <param name="Snapshot">Set on the parts of an answer to a snapshot request.</param>
/// <param name="Changes">What happened, in order; empty in a heartbeat.</param>
/// <param name="Closing">True in the last batch of a clean shutdown: the lease ends at once.</param>
public sealed record PresenceBatch(
    string GatewayId,
    DateTimeOffset StartedAt,
    long Sequence,
    PresenceSnapshotPart? Snapshot,
    IReadOnlyList<PresenceChange> Changes,
    bool Closing = false);
