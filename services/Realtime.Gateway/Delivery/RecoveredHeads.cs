using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// How far connections had read a room when they went live. The replay and the live stream come from different publishers: a message that was replayed
/// may still be on its way live, for the members that were there before. Offsets of another epoch say nothing. Guarded by the <see cref="DeliveryLane"/>.
/// </summary>
internal sealed class RecoveredHeads
{
    private readonly Dictionary<string, Heads> _rooms = new(StringComparer.Ordinal);

    public void Note(string room, string epoch, ClientConnection connection, long offset)
    {
        if (offset <= 0)
        {
            return;
        }

        if (!_rooms.TryGetValue(room, out var heads) || heads.Epoch != epoch)
        {
            _rooms[room] = heads = new Heads(epoch);
        }

        heads.Max = Math.Max(heads.Max, offset);
        heads.ByConnection[connection] = offset;
    }

    /// <summary>Whether somebody here has this message already; past the highest noted offset the room is forgotten.</summary>
    public bool Concerns(string room, string epoch, long offset)
    {
        if (_rooms.Count == 0 || !_rooms.TryGetValue(room, out var heads))
        {
            return false;
        }

        if (heads.Epoch == epoch && offset <= heads.Max)
        {
            return true;
        }

        _rooms.Remove(room);
        return false;
    }

    public bool Has(string room, ClientConnection connection, long offset) =>
        _rooms.TryGetValue(room, out var heads) && heads.ByConnection.TryGetValue(connection, out var head) && offset <= head;

    /// <summary>Forgets connections that have ended.</summary>
    public void Forget()
    {
        foreach (var (room, heads) in _rooms)
        {
            foreach (var connection in heads.ByConnection.Keys)
            {
                if (!connection.IsOpen)
                {
                    heads.ByConnection.Remove(connection);
                }
            }

            if (heads.ByConnection.Count == 0)
            {
                _rooms.Remove(room);
            }
        }
    }

    private sealed class Heads(string epoch)
    {
        public string Epoch => epoch;

        public long Max { get; set; }

        public Dictionary<ClientConnection, long> ByConnection { get; } = [];
    }
}
