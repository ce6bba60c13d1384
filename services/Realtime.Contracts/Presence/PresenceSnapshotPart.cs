namespace Realtime.Contracts.Presence;

/// <summary>Marks a batch as part of a snapshot; its changes are all <c>opened</c>, <c>joined</c> and <c>state</c> of what is open now, the states with the time at which they were set.</summary>
/// <param name="SnapshotId">Identity of the snapshot, as asked for.</param>
/// <param name="Part">Number of the part, from 0.</param>
/// <param name="Last">Whether it is the last part.</param>
public sealed record PresenceSnapshotPart(string SnapshotId, int Part, bool Last);
