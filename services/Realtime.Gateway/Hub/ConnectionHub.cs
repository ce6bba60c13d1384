using System.Collections.Concurrent;
using System.Security.Cryptography;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Hub;

/// <summary>
/// The local connections, rooms and users. A registry's shard lock is held for bookkeeping only; fan-outs walk a noted member list without it.
/// Lock order: connection's hub gate, then shard.
/// </summary>
internal sealed partial class ConnectionHub(ProtocolRegistry protocols, GatewayCounters counters, ILogger<ConnectionHub> logger)
{
    private readonly ConcurrentDictionary<ulong, ClientConnection> _connections = new();
    private readonly GroupRegistry _rooms = new();
    private readonly GroupRegistry _users = new();
    private readonly Group _everybody = new("", new GroupShard());
    private readonly ulong _handlePrefix = (ulong)RandomNumberGenerator.GetInt32(1, int.MaxValue) << 32;
    private uint _lastHandle;
    private IHubObserver[] _observers = [];
    private int _open;

    /// <summary>Connections that are logically open.</summary>
    public int ConnectionCount => Volatile.Read(ref _open);

    /// <summary>Sockets not yet gone, closing ones included.</summary>
    public int SocketCount => _connections.Count;

    public int RoomCount => _rooms.Count;

    public int UserCount => _users.Count;

    public IEnumerable<ClientConnection> Connections => _connections.Values.Where(connection => connection.IsOpen);

    /// <summary>Before the first connection.</summary>
    public void AddObserver(IHubObserver observer) => _observers = [.. _observers, observer];

    /// <summary>
    /// From here to the end of the scope, on this thread, what is published and sent is collected; at the end each socket gets it in one call.
    /// I/O loops and the backplane's consumer wrap each batch of input in one.
    /// </summary>
    public BurstScope BeginBurst() => new(Burst.Enter(), counters);

    public ClientConnection? Find(string connectionId) =>
        ConnectionId.TryParse(connectionId, out var handle) ? _connections.GetValueOrDefault(handle) : null;

    public ClientConnection? Find(ulong handle) => _connections.GetValueOrDefault(handle);

    public int CountInRoom(string room) => CountIn(_rooms, room);

    public int CountOfUser(string userId) => CountIn(_users, userId);

    public IReadOnlyList<ClientConnection> GetRoomMembers(string room) => MembersOf(_rooms, room);

    public IReadOnlyList<ClientConnection> GetUserConnections(string userId) => MembersOf(_users, userId);

    /// <summary>Room names with local members, and how many.</summary>
    public IEnumerable<KeyValuePair<string, int>> ListRooms() => _rooms.List();

    /// <summary>User ids with local connections, and how many.</summary>
    public IEnumerable<KeyValuePair<string, int>> ListUsers() => _users.List();

    /// <summary>True when another local connection of the user is in the room.</summary>
    public bool IsUserInRoom(string userId, string room, ClientConnection? except = null)
    {
        foreach (var connection in GetUserConnections(userId))
        {
            if (!ReferenceEquals(connection, except) && IsIn(connection, room))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Delivers to the local members of a room, a user's local connections, or all authenticated ones, as the message's kind says. Returns how many there are.</summary>
    public int Publish(RoomMessage message) => message.Kind switch
    {
        TargetKind.Room => Publish(_rooms.Find(message.Target), message),
        TargetKind.User => Publish(_users.Find(message.Target), message),
        _ => Publish(_everybody, message),
    };

    /// <summary>Bytes waiting for slow sockets, all together.</summary>
    internal long QueuedBytes()
    {
        long bytes = 0;
        foreach (var (_, connection) in _connections)
        {
            bytes += connection.QueuedBytes;
        }

        return bytes;
    }

    internal ulong NextHandle() => _handlePrefix | Interlocked.Increment(ref _lastHandle);

    private static int CountIn(GroupRegistry registry, string name)
    {
        var shard = registry.ShardOf(name);
        lock (shard.Gate)
        {
            return shard.Groups.TryGetValue(name, out var group) ? group.Count : 0;
        }
    }

    private static ClientConnection[] MembersOf(GroupRegistry registry, string name)
    {
        var shard = registry.ShardOf(name);
        lock (shard.Gate)
        {
            return shard.Groups.TryGetValue(name, out var group) ? group.ToArray() : [];
        }
    }

    private int Publish(Group? group, RoomMessage message)
    {
        if (group is null)
        {
            return 0;
        }

        if (message.ExcludeConnection is { } excluded && group.IsOnly(excluded))
        {
            return 1;
        }

        using var scope = BeginBurst();
        var burst = Burst.Current!;
        var pending = burst.PendingFor(group);
        for (var mask = group.Protocols; mask != 0; mask &= mask - 1)
        {
            var binding = protocols.All[System.Numerics.BitOperations.TrailingZeroCount(mask)];
            if (message.OnlyProtocol is { } only && only != binding.Adapter.Name)
            {
                continue;
            }

            if (Encode(binding, message) is { } frame)
            {
                pending.Add(binding.Index, new PendingFrame(frame, message.ExcludeConnection, message.ExcludeUser, message.ConflationKey));
            }
        }

        burst.FlushIfLarge(pending, counters);
        return group.Count;
    }

    private OutboundFrame? Encode(ProtocolBinding binding, RoomMessage message)
    {
        try
        {
            return binding.Adapter.Encode(message);
        }
        catch (Exception exception)
        {
            counters.HandlerFault();
            Log.EncodingFailed(logger, exception, binding.Adapter.Name);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "The {Protocol} protocol could not encode a message.", EventName = "EncodingFailed")]
        public static partial void EncodingFailed(ILogger logger, Exception exception, string protocol);
    }
}
