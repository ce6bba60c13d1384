using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Diagnostics;

/// <summary>Hot-path totals: plain atomic adds, read by observable instruments and the management API.</summary>
internal sealed class GatewayCounters
{
    private long _framesIn;
    private long _framesOut;
    private long _bytesIn;
    private long _bytesOut;
    private long _deliveries;
    private long _fanouts;
    private long _dropped;
    private long _handlerFaults;

    public long FramesIn => Interlocked.Read(ref _framesIn);

    public long FramesOut => Interlocked.Read(ref _framesOut);

    public long BytesIn => Interlocked.Read(ref _bytesIn);

    public long BytesOut => Interlocked.Read(ref _bytesOut);

    /// <summary>Messages handed to members by fan-outs.</summary>
    public long Deliveries => Interlocked.Read(ref _deliveries);

    public long Fanouts => Interlocked.Read(ref _fanouts);

    /// <summary>Frames dropped for slow readers.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public long HandlerFaults => Interlocked.Read(ref _handlerFaults);

    public void Received(int frames, int bytes)
    {
        Interlocked.Add(ref _framesIn, frames);
        Interlocked.Add(ref _bytesIn, bytes);
    }

    public void Sent(int messages, int bytes)
    {
        Interlocked.Add(ref _framesOut, messages);
        Interlocked.Add(ref _bytesOut, bytes);
    }

    public void Fanout(FanoutResult result)
    {
        Interlocked.Increment(ref _fanouts);
        Interlocked.Add(ref _deliveries, result.Deliveries);
    }

    public void Drop(int messages) => Interlocked.Add(ref _dropped, messages);

    public void HandlerFault() => Interlocked.Increment(ref _handlerFaults);
}
