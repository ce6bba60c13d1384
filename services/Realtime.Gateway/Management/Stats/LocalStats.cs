using Realtime.Gateway.Backplane;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Management.Stats;

/// <summary>This replica's own figures and connections.</summary>
internal sealed class LocalStats : IHubObserver
{
    private readonly GatewayNode _node;
    private readonly ConnectionHub _hub;
    private readonly GatewayCounters _counters;
    private readonly TrafficMetrics _metrics;
    private long _opened;
    private long _closed;

    public LocalStats(GatewayNode node, ConnectionHub hub, GatewayCounters counters, TrafficMetrics metrics)
    {
        _node = node;
        _hub = hub;
        _counters = counters;
        _metrics = metrics;
        hub.AddObserver(this);
    }

    void IHubObserver.OnOpened(ClientConnection connection) => Interlocked.Increment(ref _opened);

    void IHubObserver.OnClosed(ClientConnection connection, CloseInfo close) => Interlocked.Increment(ref _closed);

    /// <summary>All figures; <see cref="ReplicaStats.Matching"/> counts the sockets in a room or of a user.</summary>
    public ReplicaStats Take(string? room, string? userId)
    {
        long limiters = 0, faulty = 0;
        foreach (var connection in _hub.Connections)
        {
            if (connection.State is ILimitedSession session)
            {
                limiters += session.IsLimiterActive ? 1 : 0;
                faulty += session.HasErrors ? 1 : 0;
            }
        }

        return new ReplicaStats(
            _node.Id,
            _node.StartedAt,
            _hub.ConnectionCount,
            Interlocked.Read(ref _opened),
            Interlocked.Read(ref _closed),
            _counters.FramesOut,
            _counters.FramesIn,
            _metrics.Broadcasts,
            limiters,
            faulty,
            _metrics.TotalErrors,
            _counters.Dropped,
            _hub.RoomCount,
            _hub.UserCount,
            room is not null ? _hub.CountInRoom(room) : userId is not null ? _hub.CountOfUser(userId) : 0);
    }

    /// <summary>Connections after a position, in the order of their ids.</summary>
    public IReadOnlyList<ConnectionRow> List(string? after, int limit) =>
    [
        .. _hub.Connections
            .Select(connection => (connection.Id, Connection: connection))
            .Where(pair => after is null || string.CompareOrdinal(pair.Id, after) > 0)
            .OrderBy(pair => pair.Id, StringComparer.Ordinal)
            .Take(limit)
            .Select(pair => Row(pair.Id, pair.Connection)),
    ];

    private ConnectionRow Row(string id, ClientConnection connection) => new(
        id,
        connection.UserId,
        connection.ConnectedAt,
        connection.LastPong,
        connection.IsOpen,
        connection.GetRooms().Count(room => room.StartsWith("project:", StringComparison.Ordinal)),
        connection.Protocol.Name,
        _node.Id);
}
