namespace Realtime.Gateway.Delivery;

/// <summary>
/// The last offset of each room with history that came over the backplane while the room had local members: what OfflineDelivery sends a second time
/// (after a crash) is recognised. Guarded by the <see cref="DeliveryLane"/>.
/// </summary>
internal sealed class RoomCursors
{
    private readonly Dictionary<string, (string Epoch, long Offset)> _rooms = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, (string Epoch, long Offset)> All => _rooms;

    /// <summary>False when this offset, or a later one, was seen already.</summary>
    public bool Advance(string room, string epoch, long offset)
    {
        if (_rooms.TryGetValue(room, out var last) && last.Epoch == epoch && offset <= last.Offset)
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
            }
        }
    }
}
