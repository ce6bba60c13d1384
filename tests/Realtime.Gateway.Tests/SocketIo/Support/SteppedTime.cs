namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>Stands still but for the steps of a test, until it is let run. Timers follow the real clock, so what is due after a step happens soon.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private long _ticks;
    private long _runningSince = -1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(GetTimestamp());

    public override long GetTimestamp()
    {
        var since = Interlocked.Read(ref _runningSince);
        return Interlocked.Read(ref _ticks) + (since < 0 ? 0 : System.GetElapsedTime(since).Ticks);
    }

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public void Advance(double milliseconds) => Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>From now on it goes like the real one.</summary>
    public void Run() => Interlocked.CompareExchange(ref _runningSince, System.GetTimestamp(), -1);
}
