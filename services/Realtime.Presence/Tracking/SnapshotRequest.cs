namespace Realtime.Presence.Tracking;

/// <summary>A gateway whose changes cannot be applied until it has said what is open now.</summary>
internal readonly record struct SnapshotRequest(string GatewayId, string SnapshotId);
