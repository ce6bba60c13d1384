using System.Diagnostics.Metrics;
using Realtime.Contracts.Presence;
using Realtime.Presence.Outbox;

namespace Realtime.Presence.Diagnostics;

internal sealed class PresenceMetrics
{
    public const string MeterName = "Realtime.Presence";

    private readonly Counter<long> _changes;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _published;
    private readonly Counter<long> _sessions;
    private readonly Counter<long> _positions;
    private readonly Histogram<double> _apply;
    private readonly Histogram<double> _visible;
    private readonly Histogram<double> _eventLag;

    public PresenceMetrics(IMeterFactory meters)
    {
        var meter = Meter = meters.Create(MeterName);
        _changes = meter.CreateCounter<long>("realtime.presence.changes", "{change}", "Changes of gateways that were applied.");
        _rejected = meter.CreateCounter<long>("realtime.presence.batches.rejected", "{batch}", "Batches that could not be read or stored.");
        _lost = meter.CreateCounter<long>("realtime.presence.gateways.lost", "{gateway}", "Gateways whose lease ran out.");
        _published = meter.CreateCounter<long>("realtime.presence.events.published", "{event}", "Events that were published.");
        _sessions = meter.CreateCounter<long>("realtime.presence.sessions", "{session}", "Exclusive sessions by outcome.");
        _positions = meter.CreateCounter<long>("realtime.presence.positions", "{position}", "Vendor positions by outcome.");
        _apply = meter.CreateHistogram<double>("realtime.presence.apply.duration", "s", "Time to apply what waited.");
        _visible = meter.CreateHistogram<double>("realtime.presence.visible.delay", "s", "From a change at its gateway to the database.");
        _eventLag = meter.CreateHistogram<double>("realtime.presence.events.delay", "s", "From a change to its published event.");
    }

    public Meter Meter { get; }

    /// <summary>Says that what is rare has not happened yet: an increase is seen from the first time on.</summary>
    public void Begin()
    {
        _lost.Add(0);
        _rejected.Add(0);
    }

    public void Applied(IReadOnlyList<PresenceBatch> batches, TimeSpan took, DateTimeOffset now)
    {
        _apply.Record(took.TotalSeconds);
        foreach (var batch in batches)
        {
            if (batch.Changes.Count > 0)
            {
                _changes.Add(batch.Changes.Count);
                _visible.Record(Math.Max(0, (now - batch.Changes[0].At).TotalSeconds));
            }
        }
    }

    public void Rejected() => _rejected.Add(1);

    public void GatewayLost() => _lost.Add(1);

    public void Published(IReadOnlyList<OutboxEvent> rows, DateTimeOffset now)
    {
        _published.Add(rows.Count);
        if (rows.Count > 0)
        {
            _eventLag.Record(Math.Max(0, (now - rows[0].At).TotalSeconds));
        }
    }

    public void Session(string outcome) => _sessions.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Positions(string outcome, int count)
    {
        if (count > 0)
        {
            _positions.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
