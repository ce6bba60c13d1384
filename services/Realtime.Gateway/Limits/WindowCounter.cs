namespace Realtime.Gateway.Limits;

/// <summary>Counts events in a window that starts with the first event and starts anew once it has passed.</summary>
internal struct WindowCounter
{
    private long _startedAt;

    public int Count { get; private set; }

    /// <summary>Counts one event; true when this one reaches <paramref name="limit"/> (0: no limit).</summary>
    public bool Reaches(int limit, long now, long window)
    {
        if (Count == 0 || now - _startedAt >= window)
        {
            _startedAt = now;
            Count = 0;
        }

        Count++;
        return limit > 0 && Count >= limit;
    }
}
