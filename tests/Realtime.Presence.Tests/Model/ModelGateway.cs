using Realtime.Contracts.Presence;

namespace Realtime.Presence.Tests.Model;

/// <summary>A gateway as it really is: what is open, and what it has said of it so far.</summary>
internal sealed class ModelGateway(string id)
{
    private readonly List<PresenceChange> _unsent = [];
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private long _sequence;

    public string Id => id;

    public bool Alive { get; private set; } = true;

    public SortedDictionary<string, (string User, SortedSet<string> Rooms)> Sockets { get; } = new(StringComparer.Ordinal);

    /// <summary>The state that each socket in a room set last.</summary>
    public Dictionary<(string Socket, string Room), ModelState> States { get; } = [];

    public HashSet<string> Requests { get; } = [];

    public void Open(string socket, string user)
    {
        Sockets[socket] = (user, []);
        _unsent.Add(new PresenceChange(PresenceChangeKind.Opened, socket, DateTimeOffset.UtcNow, user, Protocol: "native"));
    }

    public void Close(string socket)
    {
        foreach (var room in Sockets[socket].Rooms)
        {
            States.Remove((socket, room));
        }

        Sockets.Remove(socket);
        _unsent.Add(new PresenceChange(PresenceChangeKind.Closed, socket, DateTimeOffset.UtcNow));
    }

    public void Join(string socket, string room)
    {
        if (Sockets[socket].Rooms.Add(room))
        {
            _unsent.Add(new PresenceChange(PresenceChangeKind.Joined, socket, DateTimeOffset.UtcNow, Room: room));
        }
    }

    public void Leave(string socket, string room)
    {
        if (Sockets[socket].Rooms.Remove(room))
        {
            States.Remove((socket, room));
            _unsent.Add(new PresenceChange(PresenceChangeKind.Left, socket, DateTimeOffset.UtcNow, Room: room));
        }
    }

    public bool SetState(string socket, string room, ModelState state)
    {
        if (!Sockets[socket].Rooms.Contains(room))
        {
            return false;
        }

        States[(socket, room)] = state;
        _unsent.Add(state.Change(socket, room));
        return true;
    }

    public void Kill()
    {
        Alive = false;
        Sockets.Clear();
        States.Clear();
        _unsent.Clear();
    }

    public PresenceBatch Send()
    {
        PresenceChange[] changes = [.. _unsent];
        _unsent.Clear();
        return new PresenceBatch(id, _startedAt, ++_sequence, null, changes);
    }

    public IEnumerable<PresenceBatch> AnswerRequests(int parts)
    {
        if (Requests.Count == 0)
        {
            yield break;
        }

        var snapshot = Requests.Last();
        Requests.Clear();
        _unsent.Clear();
        var all = Sockets.SelectMany(socket => socket.Value.Rooms
            .SelectMany(room => Told(socket.Key, room))
            .Prepend(new PresenceChange(PresenceChangeKind.Opened, socket.Key, DateTimeOffset.UtcNow, socket.Value.User, Protocol: "native"))).ToArray();
        for (var part = 0; part < parts; part++)
        {
            yield return new PresenceBatch(id, _startedAt, ++_sequence, new PresenceSnapshotPart(snapshot, part, part == parts - 1), [.. all.Where((_, n) => n * parts / Math.Max(1, all.Length) == part)]);
        }
    }

    private IEnumerable<PresenceChange> Told(string socket, string room)
    {
        yield return new PresenceChange(PresenceChangeKind.Joined, socket, DateTimeOffset.UtcNow, Room: room);
        if (States.TryGetValue((socket, room), out var state))
        {
            yield return state.Change(socket, room);
        }
    }
}
