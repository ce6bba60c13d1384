namespace Realtime.Chaos.History;

/// <summary>What one application saw, after it dropped what it had by message id or offset. Thread-safe.</summary>
public sealed class UserHistory(string userId, IReadOnlyList<string> rooms)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Receipt>> _received = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>The user.</summary>
    public string UserId => userId;

    /// <summary>Rooms that the user is in from the beginning.</summary>
    public IReadOnlyList<string> Rooms => rooms;

    /// <summary>Faults that the application noticed itself.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_gate)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>Hands a message to the application; false when it has it.</summary>
    public bool Receive(string target, string messageId, long offset, string note = "")
    {
        lock (_gate)
        {
            if (!_received.TryGetValue(target, out var list))
            {
                _received[target] = list = [];
                _ids[target] = new HashSet<string>(StringComparer.Ordinal);
            }

            // Rooms are deduplicated by offset, so that a message with two offsets shows.
            if (!_ids[target].Add(messageId) && (offset == 0 || list.Exists(receipt => receipt.Offset == offset)))
            {
                return false;
            }

            list.Add(new Receipt(messageId, offset, note));
            return true;
        }
    }

    /// <summary>Notes a fault; the same again is no other.</summary>
    public void Fault(string fault)
    {
        lock (_gate)
        {
            if (!_faults.Contains(fault))
            {
                _faults.Add(fault);
            }
        }
    }

    /// <summary>Last offset of a room; 0 before the first.</summary>
    public long LastOffset(string room)
    {
        lock (_gate)
        {
            return _received.TryGetValue($"room.{room}", out var list) && list.Count > 0 ? list[^1].Offset : 0;
        }
    }

    /// <summary>What came for a target, in order.</summary>
    public IReadOnlyList<Receipt> Received(string target)
    {
        lock (_gate)
        {
            return _received.TryGetValue(target, out var list) ? [.. list] : [];
        }
    }

    /// <summary>Whether all of <paramref name="ids"/> came.</summary>
    public bool HasAll(string target, IReadOnlyCollection<string> ids)
    {
        lock (_gate)
        {
            return ids.Count == 0 || (_ids.TryGetValue(target, out var known) && ids.All(known.Contains));
        }
    }
}
