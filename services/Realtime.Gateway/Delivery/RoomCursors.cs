namespace Realtime.Gateway.Delivery;

/// <summary>
/// The last offset of each room with history that came over the backplane while the room had local members: what OfflineDelivery sends a second time
/// (after a crash) is recognised. Guarded by the <see cref="DeliveryLane"/>.
/// </summary>
internal sealed class RoomCursors
{
    private readonly Dictionary<string, (string Epoch, long Offset)> _rooms = new(StringComparer.Ordinal);
    private readonly HashSet<string> _quiet = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, (string Epoch, long Offset)> All => _rooms;

    /// <summary>Where the live stream of a room begins that nothing came of yet, so that it can be caught up after an interruption.</summary>
    public void Begin(string room, string epoch, long offset)
    {
        if (_rooms.TryAdd(room, (epoch, offset)))
        {
            _quiet.Add(room);
        }
    }

    /// <summary>False when this offset, or a later one, was seen already.</summary>
    public bool Advance(string room, string epoch, long offset)
    {
        // The first message may be older than the beginning: it was replayed to one member, and is news to another.
        if (!_quiet.Remove(room) && _rooms.TryGetValue(room, out var last) && last.Epoch == epoch && offset <= last.Offset)
        {
            return false;
        }

        _rooms[room] = (epoch, offset);
        return true;
    }

    /// <summary>Forgets rooms that nobody here is in any more.</summary>
    public void Forget(Func<string, bool> isWanted)
    {
        foreach (var room in _rooms.Keys)
        {
            if (!isWanted(room))
            {
                _rooms.Remove(room);
                _quiet.Remove(room);
            }
        }
    }
}
