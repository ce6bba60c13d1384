using System.Diagnostics.Metrics;
using System.Globalization;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Diagnostics;

/// <summary>Totals of the hot path: plain atomic adds, read at the scrape by <see cref="SocketMetrics"/> and by the management API. What is rare goes to instruments directly.</summary>
internal sealed class GatewayCounters
{
    private static readonly double[] Lifetimes = [1, 5, 15, 60, 300, 900, 1_800, 3_600, 14_400, 28_800, 86_400];

    private readonly Counter<long> _handshakes;
    private readonly Counter<long> _closes;
    private readonly Histogram<double> _lifetimes;
    private readonly Histogram<int> _fanoutSize;
    private readonly Histogram<double> _fanoutDuration;
    private long _framesIn;
    private long _framesOut;
    private long _bytesIn;
    private long _bytesOut;
    private long _deliveries;
    private long _fanouts;
    private long _dropped;
    private long _handlerFaults;
    private long _opened;

    public GatewayCounters(IMeterFactory factory)
    {
        var meter = factory.Create(TrafficMetrics.MeterName);
        _handshakes = meter.CreateCounter<long>("realtime.gateway.handshakes", "{handshake}", "Upgrades judged, by HTTP status.");
        _closes = meter.CreateCounter<long>("realtime.gateway.closes", "{connection}", "Connections ended, by close code and side.");
        _lifetimes = meter.CreateHistogram<double>(
            "realtime.gateway.connection.duration", "s", "How long connections lasted, by protocol.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Lifetimes });
        _fanoutSize = meter.CreateHistogram<int>("realtime.gateway.fanout.size", "{connection}", "Local members that a fan-out reached.");
        _fanoutDuration = meter.CreateHistogram<double>("realtime.gateway.fanout.duration", "s", "Time to hand a fan-out to all its sockets.");
    }

    public long FramesIn => Interlocked.Read(ref _framesIn);

    public long FramesOut => Interlocked.Read(ref _framesOut);

    public long BytesIn => Interlocked.Read(ref _bytesIn);

    public long BytesOut => Interlocked.Read(ref _bytesOut);

    /// <summary>Messages handed to members by fan-outs.</summary>
    public long Deliveries => Interlocked.Read(ref _deliveries);

    public long Fanouts => Interlocked.Read(ref _fanouts);

    /// <summary>Messages dropped for slow readers.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public long HandlerFaults => Interlocked.Read(ref _handlerFaults);

    /// <summary>Connections ever opened.</summary>
    public long Opened => Interlocked.Read(ref _opened);

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

    public void Fanout(FanoutResult result, TimeSpan duration)
    {
        Interlocked.Increment(ref _fanouts);
        Interlocked.Add(ref _deliveries, result.Deliveries);
        _fanoutSize.Record(result.Members);
        _fanoutDuration.Record(duration.TotalSeconds);
    }

    public void Drop(int messages) => Interlocked.Add(ref _dropped, messages);

    public void HandlerFault() => Interlocked.Increment(ref _handlerFaults);

    public void ConnectionOpened() => Interlocked.Increment(ref _opened);

    public void Handshake(int status) => _handshakes.Add(1, new KeyValuePair<string, object?>("http.response.status_code", status));

    public void Closed(CloseInfo close, string protocol, TimeSpan lasted)
    {
        _closes.Add(
            1,
            new KeyValuePair<string, object?>("code", CodeOf(close.Code)),
            new KeyValuePair<string, object?>("by", close.ByPeer ? "client" : "gateway"));
        _lifetimes.Record(Math.Max(0, lasted.TotalSeconds), new KeyValuePair<string, object?>("protocol", protocol));
    }

    /// <summary>A client may send any of a thousand codes: those that we do not know count as one.</summary>
    private static string CodeOf(CloseCode code) => Enum.IsDefined(code) ? ((int)code).ToString(CultureInfo.InvariantCulture) : "other";
}
