namespace Realtime.Gateway.Connections;

/// <summary>Milliseconds since the start, from the time provider.</summary>
internal sealed class ConnectionClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly double _perMillisecond = time.TimestampFrequency / 1000.0;

    public TimeProvider Time => time;

    public long Now => (long)((time.GetTimestamp() - _start) / _perMillisecond);
}
