namespace Realtime.Auth.Tests.Support;

/// <summary>The real clock, or one that stands, plus what a test has added to it. Timers keep running by the real one.</summary>
internal sealed class AdjustableTime(bool stands = false) : TimeProvider
{
    private readonly DateTimeOffset _now = System.GetUtcNow();
    private readonly long _timestamp = System.GetTimestamp();
    private long _offset;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => (stands ? _now : base.GetUtcNow()) + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public override long GetTimestamp() => (stands ? _timestamp : base.GetTimestamp()) + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _offset)).TotalSeconds * TimestampFrequency);
}
