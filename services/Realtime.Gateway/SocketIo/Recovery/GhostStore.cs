using Realtime.Gateway.Hub;

namespace Realtime.Gateway.SocketIo.Recovery;

/// <summary>The ghosts of this gateway, oldest first; bounded.</summary>
internal sealed class GhostStore(ConnectionHub hub, int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Ghost> _ghosts = new(StringComparer.Ordinal);
    private readonly Queue<Ghost> _order = new();

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _ghosts.Count;
            }
        }
    }

    /// <summary>Those that had to make room; they have left their rooms.</summary>
    public IReadOnlyList<Ghost> Add(Ghost ghost)
    {
        List<Ghost> pushed = [];
        Ghost? older;
        lock (_gate)
        {
            _ghosts.Remove(ghost.Pid, out older);

            _ghosts.Add(ghost.Pid, ghost);
            _order.Enqueue(ghost);
            while (_ghosts.Count > most && _order.TryDequeue(out var oldest))
            {
                if (Remove(oldest))
                {
                    pushed.Add(oldest);
                }
            }
        }

        older?.Vanish(hub);
        pushed.ForEach(one => one.Vanish(hub));
        return pushed;
    }

    public Ghost? Find(string pid)
    {
        lock (_gate)
        {
            return _ghosts.GetValueOrDefault(pid);
        }
    }

    /// <summary>Takes a ghost out; it stays in its rooms.</summary>
    public bool TryTake(Ghost ghost)
    {
        lock (_gate)
        {
            return Remove(ghost);
        }
    }

    /// <summary>Those whose time is over; they have left their rooms.</summary>
    public IReadOnlyList<Ghost> Expire(DateTimeOffset now)
    {
        List<Ghost> expired = [];
        lock (_gate)
        {
            while (_order.TryPeek(out var oldest) && (oldest.Until <= now || !IsKept(oldest)))
            {
                _order.Dequeue();
                if (Remove(oldest))
                {
                    expired.Add(oldest);
                }
            }
        }

        expired.ForEach(one => one.Vanish(hub));
        return expired;
    }

    private bool IsKept(Ghost ghost) => _ghosts.TryGetValue(ghost.Pid, out var kept) && ReferenceEquals(kept, ghost);

    private bool Remove(Ghost ghost) => IsKept(ghost) && _ghosts.Remove(ghost.Pid);
}
