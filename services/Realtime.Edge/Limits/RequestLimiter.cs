using System.Collections.Concurrent;

namespace Realtime.Edge.Limits;

/// <summary>Requests a minute for each caller. Memory is bounded: callers beyond the tracked ones share a few windows.</summary>
internal sealed class RequestLimiter(int limit, int trackedCallers, TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int SharedWindows = 1_024;

    private readonly ConcurrentDictionary<string, CallerWindow> _callers = new(StringComparer.Ordinal);
    private readonly CallerWindow[] _shared = [.. Enumerable.Range(0, SharedWindows).Select(_ => new CallerWindow(time.GetTimestamp()))];
    private int _tracked;

    /// <summary>Counts a request; null when it may pass, else how long to wait.</summary>
    public TimeSpan? Count(string caller) => WindowOf(caller).Count(limit, time);

    public void Sweep()
    {
        foreach (var (caller, window) in _callers)
        {
            if (window.IsOver(time) && _callers.TryRemove(caller, out _))
            {
                Interlocked.Decrement(ref _tracked);
            }
        }
    }

    private CallerWindow WindowOf(string caller)
    {
        if (_callers.TryGetValue(caller, out var window))
        {
            return window;
        }

        if (Volatile.Read(ref _tracked) >= trackedCallers)
        {
            return _shared[(uint)caller.GetHashCode(StringComparison.Ordinal) % SharedWindows];
        }

        var fresh = new CallerWindow(time.GetTimestamp());
        if (_callers.TryAdd(caller, fresh))
        {
            Interlocked.Increment(ref _tracked);
            return fresh;
        }

        return _callers.GetValueOrDefault(caller) ?? fresh;
    }
}
