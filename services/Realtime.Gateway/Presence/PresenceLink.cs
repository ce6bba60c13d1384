using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Realtime.Contracts.Presence;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Presence;

/// <summary>Notes what happens to authenticated sockets, in order; <see cref="PresenceSender"/> tells Presence. Bounded: what does not fit makes a snapshot due.</summary>
internal sealed class PresenceLink : IHubObserver
{
    private const int MaxPending = 100_000;

    private readonly Channel<PresenceChange> _changes = System.Threading.Channels.Channel.CreateBounded<PresenceChange>(
        new BoundedChannelOptions(MaxPending) { SingleReader = true });

    private readonly ConcurrentDictionary<(string ConnectionId, string Room), PresenceChange> _states = new();
    private readonly TimeProvider _time;
    private volatile bool _overflowed;

    public PresenceLink(TimeProvider time, ConnectionHub hub)
    {
        _time = time;
        hub.AddObserver(this);
    }

    /// <summary>Set when changes were lost; the sender resets it with the snapshot that makes up for them.</summary>
    public bool Overflowed
    {
        get => _overflowed;
        set => _overflowed = value;
    }

    public ChannelReader<PresenceChange> Changes => _changes.Reader;

    /// <summary>A user's state in a room, as raw JSON.</summary>
    public void StateSet(ClientConnection connection, string room, ReadOnlyMemory<byte> state)
    {
        var change = new PresenceChange(PresenceChangeKind.State, connection.Id, _time.GetUtcNow(), connection.UserId, room, State: Encoding.UTF8.GetString(state.Span));
        _states[(connection.Id, room)] = change;
        Note(change);
        if (!connection.IsIn(room))
        {
            // It left meanwhile, and its state with it.
            _states.TryRemove((connection.Id, room), out _);
        }
    }

    /// <summary>The state that a socket in a room set last; kept so that a snapshot can tell it again.</summary>
    public PresenceChange? StateOf(ClientConnection connection, string room) => _states.GetValueOrDefault((connection.Id, room));

    void IHubObserver.OnUserBound(ClientConnection connection, string userId, bool firstOfUser) => Note(Opened(connection, userId, _time.GetUtcNow()));

    void IHubObserver.OnUserUnbound(ClientConnection connection, string userId, bool lastOfUser) =>
        Note(new PresenceChange(PresenceChangeKind.Closed, connection.Id, _time.GetUtcNow(), userId));

    void IHubObserver.OnJoined(ClientConnection connection, string room, bool firstInRoom) =>
        Note(new PresenceChange(PresenceChangeKind.Joined, connection.Id, _time.GetUtcNow(), connection.UserId, room));

    void IHubObserver.OnLeft(ClientConnection connection, string room, bool lastInRoom)
    {
        _states.TryRemove((connection.Id, room), out _);
        Note(new PresenceChange(PresenceChangeKind.Left, connection.Id, _time.GetUtcNow(), connection.UserId, room));
    }

    internal static PresenceChange Opened(ClientConnection connection, string userId, DateTimeOffset at) => new(
        PresenceChangeKind.Opened,
        connection.Id,
        at,
        userId,
        Protocol: connection.Protocol.Name,
        Device: (connection.State as IDeviceState)?.Device,
        Tenant: connection.Identity?.Tenant);

    private void Note(PresenceChange change)
    {
        if (!_changes.Writer.TryWrite(change))
        {
            _overflowed = true;
        }
    }
}
