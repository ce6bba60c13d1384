using System.Diagnostics.Metrics;

namespace Realtime.Messaging.Diagnostics;

/// <summary>Counters of the message stream.</summary>
public sealed class MessagingMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Realtime.Messaging";

    private readonly Counter<long> _batches;
    private readonly Counter<long> _entries;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _results;

    /// <summary>Makes the instruments.</summary>
    public MessagingMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _batches = meter.CreateCounter<long>("realtime.messaging.batches", "{batch}", "Packed batches published.");
        _entries = meter.CreateCounter<long>("realtime.messaging.entries", "{entry}", "Entries in published batches.");
        _dropped = meter.CreateCounter<long>("realtime.messaging.dropped", "{entry}", "Ephemeral entries dropped because the broker was away or too slow.");
        _results = meter.CreateCounter<long>("realtime.messaging.publishes", "{publish}", "Confirmed publishes by result.");
    }

    internal void Published(string lane, int entries)
    {
        var tag = new KeyValuePair<string, object?>("lane", lane);
        _batches.Add(1, tag);
        _entries.Add(entries, tag);
    }

    internal void Dropped(int entries) => _dropped.Add(entries);

    internal void Result(Publishing.PublishResult result) => _results.Add(1, new KeyValuePair<string, object?>("result", result.ToString()));
}
