namespace Realtime.Gateway.Management.Stats;

/// <summary>What one replica counts; the sums of all replicas are the cluster's.</summary>
internal sealed record ReplicaStats(
    string GatewayId,
    DateTimeOffset StartedAt,
    long ActiveConnections,
    long TotalConnections,
    long ConnectionsClosed,
    long MessagesSent,
    long MessagesReceived,
    long BroadcastsSent,
    long ActiveLimiters,
    long ConnectionsWithErrors,
    long TotalErrors,
    long Dropped,
    long Rooms,
    long Users,
    long Matching)
{
    public static ReplicaStats operator +(ReplicaStats left, ReplicaStats right) => new(
        left.GatewayId,
        left.StartedAt < right.StartedAt ? left.StartedAt : right.StartedAt,
        left.ActiveConnections + right.ActiveConnections,
        left.TotalConnections + right.TotalConnections,
        left.ConnectionsClosed + right.ConnectionsClosed,
        left.MessagesSent + right.MessagesSent,
        left.MessagesReceived + right.MessagesReceived,
        left.BroadcastsSent + right.BroadcastsSent,
        left.ActiveLimiters + right.ActiveLimiters,
        left.ConnectionsWithErrors + right.ConnectionsWithErrors,
        left.TotalErrors + right.TotalErrors,
        left.Dropped + right.Dropped,
        left.Rooms + right.Rooms,
        left.Users + right.Users,
        left.Matching + right.Matching);
}
