using System.Diagnostics.Metrics;
using Realtime.OfflineDelivery.Sequencing;

namespace Realtime.OfflineDelivery.Diagnostics;

internal sealed class DeliveryMetrics
{
    public const string MeterName = "Realtime.OfflineDelivery";

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _acknowledged;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _dead;
    private readonly Counter<long> _redelivered;
    private readonly Counter<long> _replayed;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _handling;
    private readonly Histogram<double> _lag;
    private readonly Histogram<double> _receipt;

    public DeliveryMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _accepted = meter.CreateCounter<long>("realtime.delivery.accepted", "{message}", "Durable messages accepted, by target.");
        _duplicates = meter.CreateCounter<long>("realtime.delivery.duplicates", "{message}", "Messages dropped because their id was known.");
        _acknowledged = meter.CreateCounter<long>("realtime.delivery.acknowledged", "{message}", "Acknowledgements that removed a message from an inbox.");
        _expired = meter.CreateCounter<long>("realtime.delivery.expired", "{message}", "Messages that left an inbox unread, by reason.");
        _dropped = meter.CreateCounter<long>("realtime.delivery.dropped", "{message}", "What was dropped, by reason.");
        _dead = meter.CreateCounter<long>("realtime.delivery.dead", "{message}", "Messages that went to the dead letters.");
        _redelivered = meter.CreateCounter<long>("realtime.delivery.redelivered", "{message}", "Messages sent again to a live socket.");
        _replayed = meter.CreateCounter<long>("realtime.delivery.replayed", "{message}", "Messages replayed, by kind.");
        _batch = meter.CreateHistogram<int>("realtime.delivery.batch.size", "{entry}", "Entries of a batch.");
        _handling = meter.CreateHistogram<double>("realtime.delivery.batch.duration", "s", "Time to handle a batch.");
        _lag = meter.CreateHistogram<double>("realtime.delivery.lag", "s", "Time from a message's publish until it was stored.");
        _receipt = meter.CreateHistogram<double>("realtime.delivery.receipt.delay", "s", "Time from storing a direct message to its receipt by a device.");
        Meter = meter;
    }

    public Meter Meter { get; }

    /// <summary>Says that what is rare has not happened yet: an increase is seen from the first time on.</summary>
    public void Begin()
    {
        _dead.Add(0);
        _duplicates.Add(0);
        _redelivered.Add(0);
        _acknowledged.Add(0);
        Add(_expired, 0, "reason", "inbox_overflow");
        Add(_expired, 0, "reason", "ttl");
        Add(_replayed, 0, "kind", "drain");
        Add(_replayed, 0, "kind", "recover");
    }

    public void Accepted(BatchPlan plan)
    {
        var direct = 0;
        var room = 0;
        var oldest = long.MaxValue;
        foreach (var message in plan.Messages)
        {
            if (message.IsNew)
            {
                direct += message.Kind <= PendingKind.DirectAcknowledged ? 1 : 0;
                room += message.Kind > PendingKind.DirectAcknowledged ? 1 : 0;
                oldest = message.Entry.Timestamp > 0 ? Math.Min(oldest, message.Entry.Timestamp) : oldest;
            }
        }

        Count(_accepted, direct, "target", "user");
        Count(_accepted, room, "target", "room");
        _duplicates.Add(plan.Duplicates + plan.Messages.Count - direct - room);
        var now = DateTimeOffset.UtcNow;
        foreach (var acknowledged in plan.AllAcknowledged)
        {
            if (acknowledged.Taken?.StoredAt is { } storedAt)
            {
                _acknowledged.Add(1);
                _receipt.Record(Math.Max(0, (now - storedAt).TotalSeconds));
            }
        }

        if (oldest != long.MaxValue)
        {
            _lag.Record(Math.Max(0, (now.ToUnixTimeMilliseconds() - oldest) / 1000.0));
        }
    }

    public void Handled(int entries, TimeSpan duration)
    {
        _batch.Record(entries);
        _handling.Record(duration.TotalSeconds);
    }

    public void Overflowed(int messages) => Count(_expired, messages, "reason", "inbox_overflow");

    public void Expired(int messages) => Count(_expired, messages, "reason", "ttl");

    public void Redelivered(int messages) => _redelivered.Add(messages);

    public void Drained(int messages) => Count(_replayed, messages, "kind", "drain");

    public void Recovered(int messages) => Count(_replayed, messages, "kind", "recover");

    public void UnknownKey() => Count(_dropped, 1, "reason", "unknown_key");

    public void Unwatched() => Count(_dropped, 1, "reason", "watch_full");

    public void EventsDropped(int events) => Count(_dropped, events, "reason", "events_full");

    public void StepsDropped(int steps) => Count(_dropped, steps, "reason", "journeys_full");

    public void Dead() => _dead.Add(1);

    private static void Count(Counter<long> counter, int value, string tag, string name)
    {
        if (value > 0)
        {
            Add(counter, value, tag, name);
        }
    }

    private static void Add(Counter<long> counter, int value, string tag, string name) => counter.Add(value, new KeyValuePair<string, object?>(tag, name));
}
