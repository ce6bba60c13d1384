namespace Realtime.Edge.Limits;

/// <summary>One caller's requests in its current minute, which begins with the first of them.</summary>
internal sealed class CallerWindow(long startedAt)
{
    private readonly Lock _gate = new();
    private long _startedAt = startedAt;
    private int _count;

    /// <summary>Counts a request; null when it is within the limit, else how long to wait.</summary>
    public TimeSpan? Count(int limit, TimeProvider time)
    {
        lock (_gate)
        {
            var elapsed = time.GetElapsedTime(_startedAt);
            if (elapsed >= RequestLimiter.Window)
            {
                _startedAt = time.GetTimestamp();
                _count = 0;
                elapsed = TimeSpan.Zero;
            }

            if (_count >= limit)
            {
                return RequestLimiter.Window - elapsed;
            }

            _count++;
            return null;
        }
    }

    public bool IsOver(TimeProvider time)
    {
        lock (_gate)
        {
            return time.GetElapsedTime(_startedAt) >= RequestLimiter.Window;
        }
    }
}
