using Realtime.Gateway.Connections;
using Realtime.Gateway.Transport.Warmup;

namespace Realtime.Gateway.Hub;

/// <summary>Who is connected, who is in which room, who is which user.</summary>
internal sealed partial class ConnectionHub
{
    /// <summary>False when it is in the room already, or closed.</summary>
    public bool Join(ClientConnection connection, string room)
    {
        lock (connection.HubGate)
        {
            if (connection.HubClosed || FindRoom(connection, room) is not null)
            {
                return false;
            }

            var shard = _rooms.ShardOf(room);
            FlushPending(shard, room);
            lock (shard.Gate)
            {
                var membership = AddTo(shard, room, connection, out var first);
                membership.Next = connection.FirstRoom;
                connection.FirstRoom = membership;
                connection.RoomCount++;
                foreach (var observer in ObserversOf(connection))
                {
                    observer.OnJoined(connection, room, first);
                }
            }

            return true;
        }
    }

    /// <summary>False when it was not in the room.</summary>
    public bool Leave(ClientConnection connection, string room)
    {
        lock (connection.HubGate)
        {
            if (FindRoom(connection, room) is not { } membership)
            {
                return false;
            }

            Unlink(connection, membership);
            LeaveGroup(connection, membership);
            return true;
        }
    }

    /// <summary>Makes the connection one of the user's, instead of whoever it was before. False when it is closed or the user has too many connections.</summary>
    public bool BindUser(ClientConnection connection, string userId, int most = int.MaxValue)
    {
        lock (connection.HubGate)
        {
            if (connection.HubClosed)
            {
                return false;
            }

            if (connection.UserMembership is { } current)
            {
                if (current.Group.Name == userId)
                {
                    return true;
                }

                UnbindUser(connection, current);
            }

            var shard = _users.ShardOf(userId);
            FlushPending(shard, userId);
            lock (shard.Gate)
            {
                if (shard.Groups.TryGetValue(userId, out var group) && group.Count >= most)
                {
                    return false;
                }

                connection.UserMembership = AddTo(shard, userId, connection, out var first);
                foreach (var observer in ObserversOf(connection))
                {
                    observer.OnUserBound(connection, userId, first);
                }
            }

            lock (_everybody.Shard.Gate)
            {
                connection.AllMembership = new Membership(connection, _everybody);
                _everybody.Add(connection.AllMembership);
            }

            return true;
        }
    }

    internal void Add(ClientConnection connection)
    {
        _connections[connection.Handle] = connection;
        Interlocked.Increment(ref _open);
        counters.ConnectionOpened();
        foreach (var observer in ObserversOf(connection))
        {
            observer.OnOpened(connection);
        }
    }

    /// <summary>The connection has logically ended: it leaves its rooms and its user.</summary>
    internal void Remove(ClientConnection connection, CloseInfo close)
    {
        lock (connection.HubGate)
        {
            if (connection.HubClosed)
            {
                return;
            }

            connection.HubClosed = true;
            while (connection.FirstRoom is { } membership)
            {
                Unlink(connection, membership);
                LeaveGroup(connection, membership);
            }

            if (connection.UserMembership is { } user)
            {
                UnbindUser(connection, user);
            }

            Interlocked.Decrement(ref _open);
            foreach (var observer in ObserversOf(connection))
            {
                observer.OnClosed(connection, close);
            }
        }
    }

    /// <summary>The socket is gone.</summary>
    internal void Forget(ClientConnection connection) => _connections.TryRemove(connection.Handle, out _);

    internal static bool IsIn(ClientConnection connection, string room)
    {
        lock (connection.HubGate)
        {
            return FindRoom(connection, room) is not null;
        }
    }

    internal static IReadOnlyList<string> RoomsOf(ClientConnection connection)
    {
        lock (connection.HubGate)
        {
            var rooms = new List<string>(connection.RoomCount);
            for (var membership = connection.FirstRoom; membership is not null; membership = membership.Next)
            {
                rooms.Add(membership.Group.Name);
            }

            return rooms;
        }
    }

    /// <summary>The gateway's own warm-up is nobody's business.</summary>
    private IHubObserver[] ObserversOf(ClientConnection connection) => connection.Protocol is WarmupAdapter ? [] : _observers;

    private static Membership AddTo(GroupShard shard, string name, ClientConnection connection, out bool first)
    {
        if (!shard.Groups.TryGetValue(name, out var group))
        {
            shard.Groups.Add(name, group = new Group(name, shard));
        }

        first = group.Count == 0;
        var membership = new Membership(connection, group);
        group.Add(membership);
        return membership;
    }

    private static bool RemoveFrom(Membership membership)
    {
        var group = membership.Group;
        group.Remove(membership);
        if (group.Count > 0)
        {
            return false;
        }

        group.Shard.Groups.Remove(group.Name);
        return true;
    }

    private static Membership? FindRoom(ClientConnection connection, string room)
    {
        var membership = connection.FirstRoom;
        while (membership is not null && membership.Group.Name != room)
        {
            membership = membership.Next;
        }

        return membership;
    }

    private static void Unlink(ClientConnection connection, Membership membership)
    {
        if (ReferenceEquals(connection.FirstRoom, membership))
        {
            connection.FirstRoom = membership.Next;
        }
        else
        {
            var before = connection.FirstRoom!;
            while (!ReferenceEquals(before.Next, membership))
            {
                before = before.Next!;
            }

            before.Next = membership.Next;
        }

        connection.RoomCount--;
    }

    private void LeaveGroup(ClientConnection connection, Membership membership)
    {
        lock (membership.Group.Shard.Gate)
        {
            var last = RemoveFrom(membership);
            foreach (var observer in ObserversOf(connection))
            {
                observer.OnLeft(connection, membership.Group.Name, last);
            }
        }
    }

    private void UnbindUser(ClientConnection connection, Membership membership)
    {
        lock (membership.Group.Shard.Gate)
        {
            connection.UserMembership = null;
            var last = RemoveFrom(membership);
            foreach (var observer in ObserversOf(connection))
            {
                observer.OnUserUnbound(connection, membership.Group.Name, last);
            }
        }

        if (connection.AllMembership is { } everybody)
        {
            lock (_everybody.Shard.Gate)
            {
                connection.AllMembership = null;
                _everybody.Remove(everybody);
            }
        }
    }

    /// <summary>Whoever joins now must not get what this thread published before.</summary>
    private void FlushPending(GroupShard shard, string name)
    {
        if (Burst.Current is not { } burst)
        {
            return;
        }

        Group? group;
        lock (shard.Gate)
        {
            group = shard.Groups.GetValueOrDefault(name);
        }

        if (group is not null)
        {
            burst.Flush(group, counters);
        }
    }
}
