using Microsoft.Extensions.Options;
using Realtime.Gateway.Hub;
using Realtime.Gateway.SocketIo.Namespaces;
using Realtime.Gateway.SocketIo.Packets;
using Realtime.Gateway.SocketIo.Sessions;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>
/// Connection state recovery: a dropped socket leaves a ghost in its rooms, and its client, coming back with the private id and the last position it saw,
/// gets the socket again and what it missed; here or on another gateway.
/// </summary>
internal sealed class SocketRecovery(
    ConnectionHub hub,
    GhostMembers members,
    RecoveryPeers peers,
    RecoveryLog log,
    OwnMessages own,
    SeenMessages seen,
    Standbys standbys,
    IOptions<SocketIoOptions> options,
    TimeProvider time)
{
    private readonly RecoveryOptions _options = options.Value.Recovery;
    private readonly GhostStore _ghosts = new(hub, options.Value.Recovery.MaxSockets);

    public RecoveryLog Log => log;

    public int GhostCount => _ghosts.Count;

    public long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A new recoverable socket.</summary>
    public void Begin(SocketIoSocket socket)
    {
        if (_options.Enabled)
        {
            socket.Pid = SocketIds.New(peers.Self);
            socket.StartsAt = Log.Next;
            Stand(socket);
        }
    }

    /// <summary>Tells the other gateways what they need to make the socket again should this one die.</summary>
    public void Stand(SocketIoSocket socket)
    {
        if (socket is { Pid: { } pid, IsKept: false })
        {
            standbys.Keep(new Standby(pid, socket.Sid, socket.Namespace.Name, socket.Identity?.UserId, socket.Namespace.Export(socket)));
        }
    }

    /// <summary>The client has left on purpose: it will not ask for the socket again.</summary>
    public void Drop(SocketIoSocket socket)
    {
        if (socket.Pid is { } pid)
        {
            standbys.Drop(pid);
        }
    }

    /// <summary>The socket's transport is gone. Called while its connection is still in its rooms.</summary>
    public void Keep(SocketIoSocket socket)
    {
        if (socket.Pid is not { } pid)
        {
            return;
        }

        var until = time.GetUtcNow() + TimeSpan.FromSeconds(_options.WindowSeconds);
        var ghost = new Ghost(socket.Sid, pid, socket.Namespace.Name, socket.Identity?.UserId, socket.Rooms, socket.Namespace.Export(socket), socket.StartsAt, until);
        ghost.Haunt(hub, members.Create());
        socket.IsKept = true;
        Add(ghost);
    }

    /// <summary>The socket that a client asks for again, or null: then it starts anew.</summary>
    public async ValueTask<RecoveredSocket?> ClaimAsync(SocketIoSocket socket, ConnectAuth auth)
    {
        if (!_options.Enabled || auth.Pid is not { } pid || SocketIds.GatewayOf(pid) is not { } origin)
        {
            return null;
        }

        var claim = new RecoveryClaim(pid, auth.Offset, socket.Namespace.Name, socket.Identity?.UserId);
        if (Find(claim) is { } ghost)
        {
            return _ghosts.TryTake(ghost) ? new RecoveredSocket(ghost, auth.Offset, null) : null;
        }

        return await ClaimElsewhereAsync(socket, claim, origin);
    }

    /// <summary>A claim that came to nothing: the ghost waits on, with what it missed elsewhere.</summary>
    public void GiveBack(RecoveredSocket recovered)
    {
        if (recovered.Elsewhere is null)
        {
            Add(recovered.Ghost);
            return;
        }

        // What it missed elsewhere is nowhere else any more, and cannot be put before what has come since.
        recovered.Ghost.Vanish(hub);
    }


    /// <summary>Makes the socket what it was: tells the client, sends what it missed, and goes live, with nothing in between.</summary>
    public bool TryResume(SocketIoSocket socket, RecoveredSocket recovered)
    {
        var ghost = recovered.Ghost;
        lock (Log.Gate)
        {
            var missed = Log.ReadAfter(recovered.Offset, ghost.StartsAt, ghost.Keys);
            if (missed is null)
            {
                ghost.Vanish(hub);
                standbys.Drop(ghost.Pid);
                return false;
            }

            (socket.Sid, socket.Pid, socket.StartsAt) = (ghost.Sid, ghost.Pid, ghost.StartsAt);
            using (var connected = PacketWriter.Connected(ghost.Namespace, ghost.Sid, ghost.Pid))
            {
                socket.Connection.TrySend(connected);
            }

            if (recovered.Elsewhere is { } elsewhere)
            {
                ReplayFromElsewhere(socket, elsewhere, missed);
            }
            else
            {
                Replay(socket, missed);
            }

            foreach (var room in ghost.Rooms)
            {
                socket.Join(room);
            }
        }

        ghost.Vanish(hub);
        socket.Namespace.Import(socket, ghost.State);
        Stand(socket);
        return true;
    }

    /// <summary>Another gateway asks what is here, before it takes it.</summary>
    public GhostDescription? Describe(RecoveryClaim claim) =>
        Find(claim) is { } ghost && Log.ReadAfter(claim.Offset, ghost.StartsAt, ghost.Keys) is not null
            ? new GhostDescription(ghost.Sid, [.. ghost.Rooms], ghost.State, [], [])
            : null;

    /// <summary>What a gateway that is gone has told this one about the socket.</summary>
    public async ValueTask<Standby?> FindStandbyAsync(RecoveryClaim claim) =>
        standbys.Find(claim) is { } known && await peers.IsGoneAsync(known.Gateway) ? known.Standby : null;

    /// <summary>What this gateway has seen in rooms, or published to them itself, after a moment.</summary>
    public IReadOnlyList<MissedMessage> ReadPublishedAfter(MissedQuery query) =>
        [.. Log.ReadPublishedAfter(query).Concat(own.ReadAfter(query)).DistinctBy(message => message.MessageId)];

    /// <summary>Hands a ghost over to another gateway.</summary>
    public GhostDescription? HandOver(RecoveryClaim claim)
    {
        if (Find(claim) is not { } ghost || !_ghosts.TryTake(ghost))
        {
            return null;
        }

        var missed = Log.ReadAfter(claim.Offset, ghost.StartsAt, ghost.Keys);
        ghost.Vanish(hub);
        standbys.Leave(ghost.Pid);
        return missed is null
            ? null
            : new GhostDescription(ghost.Sid, [.. ghost.Rooms], ghost.State, [.. missed.Select(RecoveryLog.Missed)], Log.ReadIdsUntil(claim.Offset, ghost.Keys));
    }

    public void Sweep()
    {
        Log.Trim();
        own.Expire();
        foreach (var expired in _ghosts.Expire(time.GetUtcNow()))
        {
            standbys.Drop(expired.Pid);
        }

        seen.Forget();
        standbys.Expire();
        standbys.Flush();
    }

    private void Add(Ghost ghost)
    {
        foreach (var pushed in _ghosts.Add(ghost))
        {
            standbys.Drop(pushed.Pid);
        }
    }

    // Whoever knows a pid but is not the user it belongs to gets nothing.
    private Ghost? Find(RecoveryClaim claim) =>
        _ghosts.Find(claim.Pid) is { } ghost && ghost.Namespace == claim.Namespace && ghost.UserId == claim.UserId ? ghost : null;

    /// <summary>
    /// A socket whose gateway is gone with its ghosts and its log: made from what that gateway told while it lived, with what this one and the others have
    /// seen in its rooms since the latest message that the client can have had.
    /// </summary>
    private async ValueTask<RecoveredSocket?> ClaimFromTheDeadAsync(ISocketNamespace home, RecoveryClaim claim)
    {
        if (RecoveryLog.LatestOf(claim.Offset) is not { } latest || (await FindStandbyAsync(claim) ?? await peers.StandbyAsync(claim)) is not { } known)
        {
            return null;
        }

        if (await home.FindRoomsAsync(known.State) is not { } rooms)
        {
            return null;
        }

        var until = time.GetUtcNow() + TimeSpan.FromSeconds(_options.WindowSeconds);
        var ghost = new Ghost(known.Sid, claim.Pid, claim.Namespace, claim.UserId, rooms, known.State, Log.Next, until);
        ghost.Haunt(hub, members.Create());
        await peers.WaitUntilBoundAsync(rooms);
        var query = new MissedQuery(rooms, latest);
        var told = await peers.MissedAsync(query);
        var missed = told.Concat(ReadPublishedAfter(query)).DistinctBy(message => message.MessageId).OrderBy(message => message.At).ToList();
        return new RecoveredSocket(ghost, null, new GhostDescription(ghost.Sid, rooms, ghost.State, missed, []));
    }

    private async ValueTask<RecoveredSocket?> ClaimElsewhereAsync(SocketIoSocket socket, RecoveryClaim claim, string origin)
    {
        if (await peers.FindAsync(claim, origin) is not { } found)
        {
            return await ClaimFromTheDeadAsync(socket.Namespace, claim);
        }

        var until = time.GetUtcNow() + TimeSpan.FromSeconds(_options.WindowSeconds);
        var ghost = new Ghost(found.Description.Sid, claim.Pid, claim.Namespace, claim.UserId, found.Description.Rooms, found.Description.State, Log.Next, until);
        ghost.Haunt(hub, members.Create());
        await peers.WaitUntilBoundAsync(ghost.Rooms);
        if (await peers.TakeAsync(claim, found.Gateway) is { } taken)
        {
            return new RecoveredSocket(ghost, null, taken);
        }

        ghost.Vanish(hub);
        return null;
    }

    private void Replay(SocketIoSocket socket, List<RecoveryRecord> missed)
    {
        foreach (var record in missed)
        {
            using var frame = Log.Encode(socket.Namespace.Name, record);
            socket.Connection.TrySend(frame);
        }
    }

    // Both gateways may have had the newest ones; all of them get new positions, in the order in which the client sees them.
    private void ReplayFromElsewhere(SocketIoSocket socket, GhostDescription elsewhere, List<RecoveryRecord> here)
    {
        var known = elsewhere.Missed.Select(message => message.MessageId).OfType<string>().Concat(elsewhere.Seen).ToHashSet(StringComparer.Ordinal);
        seen.Add(socket.Connection, known);
        var added = here.Where(record => record.MessageId is not { } id || !known.Contains(id)).Select(RecoveryLog.Missed);
        foreach (var message in elsewhere.Missed.Concat(added).ToList())
        {
            using var frame = Log.Append(RecoveryLog.SocketKey(socket.Sid), message.MessageId, message.At, socket.Namespace.Name, message.Events);
            socket.Connection.TrySend(frame);
        }

        socket.StartsAt = here.Count > 0 ? here[^1].Position + 1 : socket.StartsAt;
    }
}
