using System.Diagnostics.Metrics;

namespace Realtime.Gateway.Diagnostics;

/// <summary>What the protocols and the two lanes do, for telemetry and for the management API. Tags are few-valued: never a user, room or connection.</summary>
internal sealed class TrafficMetrics
{
    public const string MeterName = "Realtime.Gateway";

    private readonly Counter<long> _errors;
    private readonly Counter<long> _authentications;
    private readonly Counter<long> _published;
    private readonly Counter<long> _received;
    private readonly Histogram<double> _lag;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _confirm;
    private long _totalErrors;
    private long _broadcasts;

    public TrafficMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _errors = meter.CreateCounter<long>("realtime.gateway.errors", "{error}", "Error frames sent to clients, by code.");
        _authentications = meter.CreateCounter<long>("realtime.gateway.authentications", "{authentication}", "Tokens judged, by where they came and outcome.");
        _published = meter.CreateCounter<long>("realtime.gateway.publishes", "{message}", "Messages that clients published, by lane and outcome.");
        _received = meter.CreateCounter<long>("realtime.gateway.backplane.entries", "{entry}", "Entries received over the backplane, by kind.");
        _lag = meter.CreateHistogram<double>("realtime.gateway.backplane.lag", "s", "Time from a message's stamp to its arrival over the backplane.");
        _batchSize = meter.CreateHistogram<int>("realtime.gateway.backplane.batch.size", "{entry}", "Entries in a received batch.");
        _confirm = meter.CreateHistogram<double>("realtime.gateway.publish.duration", "s", "Time until the broker confirmed a durable publish.");
    }

    public long TotalErrors => Interlocked.Read(ref _totalErrors);

    public long Broadcasts => Interlocked.Read(ref _broadcasts);

    public void Error(string code)
    {
        Interlocked.Increment(ref _totalErrors);
        _errors.Add(1, new KeyValuePair<string, object?>("error.type", code));
    }

    public void Authentication(string source, bool succeeded) => _authentications.Add(
        1, new KeyValuePair<string, object?>("source", source), new KeyValuePair<string, object?>("outcome", succeeded ? "accepted" : "refused"));

    public void Published(string lane, bool accepted) => _published.Add(
        1, new KeyValuePair<string, object?>("lane", lane), new KeyValuePair<string, object?>("outcome", accepted ? "accepted" : "refused"));

    public void Confirmed(TimeSpan duration) => _confirm.Record(duration.TotalSeconds);

    public void Batch(int entries) => _batchSize.Record(entries);

    public void Entry(string kind) => _received.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Lag(TimeSpan lag) => _lag.Record(Math.Max(0, lag.TotalSeconds));

    public void Broadcast() => Interlocked.Increment(ref _broadcasts);
}
