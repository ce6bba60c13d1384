namespace Realtime.Gateway.SocketIo.Location;

/// <summary>Counts one socket's events by operation in windows of a minute that start with the first event. Touched by one event at a time.</summary>
internal sealed class EventRates(TimeProvider time)
{
    private const int WindowSeconds = 60;

    private readonly Dictionary<string, (long StartedAt, int Count)> _windows = new(StringComparer.Ordinal);

    /// <summary>Seconds until the operation is allowed again; 0 when it is now, and then it is counted.</summary>
    public int Take(string operation, int perMinute)
    {
        var now = time.GetTimestamp();
        var (startedAt, count) = _windows.GetValueOrDefault(operation);
        var elapsed = count == 0 ? TimeSpan.MaxValue : time.GetElapsedTime(startedAt, now);
        if (elapsed.TotalSeconds >= WindowSeconds)
        {
            (startedAt, count) = (now, 0);
        }
        else if (count >= perMinute)
        {
            return Math.Max(1, (int)Math.Ceiling(WindowSeconds - elapsed.TotalSeconds));
        }

        _windows[operation] = (startedAt, count + 1);
        return 0;
    }
}
