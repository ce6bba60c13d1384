namespace Realtime.Presence.Tracking;

/// <summary>Data of the control entry <c>snapshot_request</c>.</summary>
internal sealed record SnapshotRequestData(string SnapshotId);
