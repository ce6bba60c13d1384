namespace Realtime.Gateway.Identity.Expiry;

/// <summary>One timer for the deadlines of all connections, in ticks of 250 ms: no timer per connection, and a connection that ends leaves nothing behind.</summary>
internal sealed partial class DeadlineClock : IDisposable
{
    private const long TickMilliseconds = 250;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, HashSet<IDeadline>> _ticks = [];
    private readonly TimeProvider _time;
    private readonly ILogger<DeadlineClock> _logger;
    private readonly ITimer _timer;

    public DeadlineClock(TimeProvider time, ILogger<DeadlineClock> logger)
    {
        _time = time;
        _logger = logger;
        var period = TimeSpan.FromMilliseconds(TickMilliseconds);
        _timer = time.CreateTimer(static state => ((DeadlineClock)state!).Advance(), this, period, period);
    }

    public void Set(IDeadline deadline, DateTimeOffset at)
    {
        var tick = Math.Max(1, (at.ToUnixTimeMilliseconds() + TickMilliseconds - 1) / TickMilliseconds);
        lock (_lock)
        {
            Remove(deadline);
            if (!_ticks.TryGetValue(tick, out var due))
            {
                _ticks[tick] = due = [];
            }

            due.Add(deadline);
            deadline.DueTick = tick;
        }
    }

    public void Cancel(IDeadline deadline)
    {
        lock (_lock)
        {
            Remove(deadline);
        }
    }

    public void Dispose() => _timer.Dispose();

    internal void Advance()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds() / TickMilliseconds;
        while (TakeDue(now) is { } due)
        {
            foreach (var deadline in due)
            {
                Run(deadline);
            }
        }
    }

    private void Run(IDeadline deadline)
    {
        try
        {
            deadline.OnDue();
        }
        catch (Exception exception)
        {
            Log.Failed(_logger, exception);
        }
    }

    private HashSet<IDeadline>? TakeDue(long now)
    {
        lock (_lock)
        {
            foreach (var (tick, due) in _ticks)
            {
                if (tick > now)
                {
                    return null;
                }

                _ticks.Remove(tick);
                foreach (var deadline in due)
                {
                    deadline.DueTick = 0;
                }

                return due;
            }

            return null;
        }
    }

    private void Remove(IDeadline deadline)
    {
        if (deadline.DueTick != 0 && _ticks.TryGetValue(deadline.DueTick, out var due))
        {
            due.Remove(deadline);
            if (due.Count == 0)
            {
                _ticks.Remove(deadline.DueTick);
            }
        }

        deadline.DueTick = 0;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A deadline of a connection failed.", EventName = "DeadlineFailed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
