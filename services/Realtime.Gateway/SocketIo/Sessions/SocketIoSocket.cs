using Realtime.Gateway.Connections;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Limits;
using Realtime.Gateway.SocketIo.Namespaces;
using Realtime.Gateway.SocketIo.Recovery;

namespace Realtime.Gateway.SocketIo.Sessions;

/// <summary>A session's membership of one namespace: an id of its own, an identity, rooms.</summary>
internal sealed class SocketIoSocket(SocketIoSession session, SocketIoServer server, ISocketNamespace target)
{
    private readonly HashSet<string> _rooms = new(StringComparer.Ordinal);

    public string Sid { get; set; } = SocketIds.New();

    /// <summary>The private id by which a dropped client asks for this socket again; null where nothing can be recovered.</summary>
    public string? Pid { get; set; }

    /// <summary>Its transport is gone and a ghost holds its place.</summary>
    public bool IsKept { get; set; }

    public ISocketNamespace Namespace => target;

    public SocketIoSession Session => session;

    public ClientConnection Connection => session.Connection;

    public ConnectionIdentity? Identity { get; set; }

    /// <summary>What the socket's user may send; null where nobody has to say who they are.</summary>
    public UserShare? User { get; set; }

    /// <summary>The namespace's own.</summary>
    public object? State { get; set; }

    /// <summary>The first log position that belongs to this socket, for clients that have not seen any.</summary>
    public long StartsAt { get; set; }

    public IReadOnlyCollection<string> Rooms
    {
        get
        {
            lock (_rooms)
            {
                return [.. _rooms];
            }
        }
    }

    public int RoomCount
    {
        get
        {
            lock (_rooms)
            {
                return _rooms.Count;
            }
        }
    }

    public bool IsIn(string room)
    {
        lock (_rooms)
        {
            return _rooms.Contains(room);
        }
    }

    /// <summary>Direct messages to the socket's user come to this connection from now on.</summary>
    public void BindUser() => server.Hub.BindUser(Connection, Identity!.UserId);

    public void Join(string room)
    {
        lock (_rooms)
        {
            if (_rooms.Add(room))
            {
                server.Hub.Join(Connection, room);
            }
        }
    }

    public void Leave(string room)
    {
        lock (_rooms)
        {
            if (_rooms.Remove(room))
            {
                server.Hub.Leave(Connection, room);
            }
        }
    }

    public void LeaveRooms()
    {
        foreach (var room in Rooms)
        {
            Leave(room);
        }
    }

    /// <summary>An event to this socket alone. Where sockets can be recovered it is kept and numbered like those of rooms.</summary>
    public void Emit(string name, ReadOnlySpan<byte> argument) => Emit([new KeptEvent(name, argument.ToArray())]);

    public void Emit(IReadOnlyList<KeptEvent> events)
    {
        if (Pid is null)
        {
            using var unkept = RecoveryLog.Encode(target.Name, events, null);
            Connection.TrySend(unkept);
            return;
        }

        lock (server.Recovery.Log.Gate)
        {
            using var frame = server.Recovery.Log.Append(RecoveryLog.SocketKey(Sid), null, server.Recovery.NowMs, target.Name, events);
            Connection.TrySend(frame);
        }
    }

    /// <summary>The namespace's state has changed: another gateway may have to make the socket from it.</summary>
    public void StateChanged() => server.Recovery.Stand(this);

    /// <summary>A failure goes out once under each of the two names that clients listen to.</summary>
    public void Emit(SocketFailure failure)
    {
        var json = failure.ToJson(Sid);
        Emit("error", json);
        Emit("exception", json);
    }
}
