namespace Realtime.Gateway.Connections;

/// <summary>A ping after durable frames whose pong proves that they arrived: at most one under way, and one per interval.</summary>
internal sealed class ReceiptTracker
{
    public const int IntervalMilliseconds = 200;

    private long _requested;
    private long _inFlight;
    private long _lastPing = -IntervalMilliseconds;

    /// <summary>Asked for, and no ping under way.</summary>
    public bool IsWaiting => _inFlight == 0 && _requested != 0;

    public long NextPingAt => _lastPing + IntervalMilliseconds;

    public void Request(long receipt) => _requested = Math.Max(_requested, receipt);

    /// <summary>The number to send in a ping now, or 0.</summary>
    public long TakeForPing(long now)
    {
        if (!IsWaiting || now < NextPingAt)
        {
            return 0;
        }

        _lastPing = now;
        _inFlight = _requested;
        _requested = 0;
        return _inFlight;
    }

    /// <summary>True when this pong answers the ping under way.</summary>
    public bool OnPong(long receipt)
    {
        if (receipt == 0 || receipt != _inFlight)
        {
            return false;
        }

        _inFlight = 0;
        return true;
    }
}
