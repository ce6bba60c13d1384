namespace Realtime.Presence.Locations;

/// <summary>When the feed has to look again; whoever brings something earlier wakes it.</summary>
internal sealed class FeedClock(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _gate = new();
    private DateTimeOffset _next = DateTimeOffset.MaxValue;

    public void In(TimeSpan due)
    {
        var at = time.GetUtcNow() + (due > TimeSpan.Zero ? due : TimeSpan.Zero);
        lock (_gate)
        {
            if (at >= _next)
            {
                return;
            }

            _next = at;
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    /// <summary>Returns when something is due, or after <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + atMost;
        while (true)
        {
            DateTimeOffset next;
            lock (_gate)
            {
                next = _next < until ? _next : until;
                if (next <= time.GetUtcNow())
                {
                    _next = DateTimeOffset.MaxValue;
                    return;
                }
            }

            // A millisecond more, so that the timer's rounding does not wake it just before.
            await _wake.WaitAsync(next - time.GetUtcNow() + TimeSpan.FromMilliseconds(1) is { Ticks: > 0 } wait ? wait : TimeSpan.Zero, cancellationToken);
        }
    }

    public void Dispose() => _wake.Dispose();
}
