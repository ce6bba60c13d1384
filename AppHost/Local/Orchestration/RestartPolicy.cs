namespace Aspire.Hosting.Orchestration;

/// <summary>When a process that ended by itself is started again: soon, then later, and at most five times in any minute.</summary>
internal sealed class RestartPolicy(TimeProvider time)
{
    private const int MostPerWindow = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(4);

    private readonly Queue<DateTimeOffset> _restarts = new(MostPerWindow);

    /// <summary>How long to wait before the restart that this call counts.</summary>
    public TimeSpan NextDelay()
    {
        var now = time.GetUtcNow();
        while (_restarts.TryPeek(out var oldest) && oldest <= now - Window)
        {
            _restarts.Dequeue();
        }

        var delay = TimeSpan.FromTicks(Math.Min(FirstDelay.Ticks << _restarts.Count, LongestDelay.Ticks));
        if (_restarts.Count == MostPerWindow)
        {
            delay = _restarts.Dequeue() + Window - now;
        }

        _restarts.Enqueue(now + delay);
        return delay;
    }

    /// <summary>Whether a wait means that the process has ended too often lately.</summary>
    public static bool IsExhausted(TimeSpan delay) => delay > LongestDelay;
}
