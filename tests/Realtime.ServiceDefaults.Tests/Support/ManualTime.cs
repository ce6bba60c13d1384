namespace Realtime.ServiceDefaults.Tests.Support;

/// <summary>A clock that moves when told to.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offset));

    public override long GetTimestamp() => System.GetTimestamp() + (Volatile.Read(ref _offset) * TimestampFrequency / TimeSpan.TicksPerSecond);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _offset, time.Ticks);
}
