using Realtime.Contracts.Presence;

namespace Realtime.Presence.Tracking;

/// <summary>
/// Folds the changes of one gateway in a bundle into net changes. What opens or joins again after it closed or left starts a new pass, so that
/// within a pass everything happens at most once.
/// </summary>
internal sealed class GatewayFold(string gatewayId, DateTimeOffset startedAt, GroupKind kind, long first)
{
    private readonly Dictionary<string, SocketFold> _current = new(StringComparer.Ordinal);

    public string GatewayId { get; } = gatewayId;

    public DateTimeOffset StartedAt { get; } = startedAt;

    public GroupKind Kind { get; } = kind;

    public long First { get; } = first;

    public long Last { get; set; } = first;

    public string? SnapshotId { get; init; }

    public bool Closing { get; set; }

    public int Pass { get; private set; }

    public List<SocketFold> Sockets { get; } = [];

    public List<StateFold> States { get; } = [];

    public void Add(PresenceChange change, int order)
    {
        switch (change.Kind)
        {
            case PresenceChangeKind.Opened:
                Open(change, order);
                break;
            case PresenceChangeKind.Closed:
                Close(change, order);
                break;
            case PresenceChangeKind.Joined:
                Join(change, order);
                break;
            case PresenceChangeKind.Left:
                Leave(Socket(change.ConnectionId), change, order);
                break;
            case PresenceChangeKind.State:
                States.Add(new StateFold(change.ConnectionId, change.UserId ?? Socket(change.ConnectionId).UserId, change.Room!, change.State, change.At, order, Pass));
                break;
        }
    }

    private void Open(PresenceChange change, int order)
    {
        var socket = Socket(change.ConnectionId);
        if (socket.ClosedOrder is not null)
        {
            socket = NextPass(change.ConnectionId);
        }

        if (socket.OpenedOrder is null)
        {
            socket.OpenedOrder = order;
            socket.OpenedAt = change.At;
            socket.UserId = change.UserId;
            socket.Protocol = change.Protocol ?? "native";
            socket.Device = ChangeRules.Device(change.Device);
            socket.Tenant = change.Tenant;
        }
    }

    private void Close(PresenceChange change, int order)
    {
        var socket = Socket(change.ConnectionId);
        if (socket.ClosedOrder is not null)
        {
            return;
        }

        socket.ClosedOrder = order;
        socket.ClosedAt = change.At;
        foreach (var member in socket.Rooms.Values)
        {
            member.LeftOrder ??= order;
            member.LeftAt ??= change.At;
        }
    }

    private void Join(PresenceChange change, int order)
    {
        var socket = Socket(change.ConnectionId);
        if (socket.ClosedOrder is not null)
        {
            return;
        }

        var member = Member(socket, change.Room!);
        if (member.LeftOrder is not null)
        {
            member = Member(NextPass(change.ConnectionId), change.Room!);
        }

        member.UserId ??= change.UserId ?? socket.UserId;
        member.JoinedOrder ??= order;
        member.JoinedAt ??= change.At;
    }

    private static void Leave(SocketFold socket, PresenceChange change, int order)
    {
        var member = Member(socket, change.Room!);
        member.LeftOrder ??= order;
        member.LeftAt ??= change.At;
    }

    private SocketFold Socket(string connectionId)
    {
        if (!_current.TryGetValue(connectionId, out var socket))
        {
            socket = new SocketFold(connectionId, Pass);
            _current.Add(connectionId, socket);
            Sockets.Add(socket);
        }

        return socket;
    }

    private SocketFold NextPass(string connectionId)
    {
        Pass++;
        _current.Clear();
        return Socket(connectionId);
    }

    private static MemberFold Member(SocketFold socket, string room)
    {
        if (!socket.Rooms.TryGetValue(room, out var member))
        {
            member = new MemberFold(room);
            socket.Rooms.Add(room, member);
        }

        return member;
    }
}
