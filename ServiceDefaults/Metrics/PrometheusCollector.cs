using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Realtime.ServiceDefaults.Metrics;

/// <summary>Listens to the meters of this host and serves them as Prometheus text.</summary>
internal sealed partial class PrometheusCollector : IDisposable
{
    private static readonly string[] DefaultMeters =
    [
        "Realtime.*",
        "System.Runtime",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http",
        "MassTransit",
        "Npgsql",
    ];

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Lock _scrape = new();
    private readonly MeterListener _listener = new();
    private readonly PrometheusOptions _options;
    private readonly IMeterFactory _factory;
    private readonly ILogger _logger;
    private readonly string _targetInfo;

    public PrometheusCollector(IOptions<PrometheusOptions> options, IMeterFactory factory, ServiceName service, ILogger<PrometheusCollector> logger)
    {
        _options = options.Value;
        _factory = factory;
        _logger = logger;
        _targetInfo = $"service_name=\"{MetricLabels.Escape(service.Value)}\"";
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record((double)value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Record((double)value, tags, state));
    }

    public void Start() => _listener.Start();

    public ReadOnlyMemory<byte> Collect()
    {
        lock (_scrape)
        {
            foreach (var family in _families.Values.Where(family => family.Observed))
            {
                family.Forget();
            }

            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException exception)
            {
                // One broken callback must not hide the others.
                Log.CallbackFailed(_logger, exception);
            }

            var writer = new PrometheusWriter();
            writer.WriteInfo("target_info", "The service behind these metrics.", _targetInfo);
            foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            {
                writer.Write(family);
            }

            return writer.Written;
        }
    }

    public void Dispose() => _listener.Dispose();

    private static void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        switch (state)
        {
            case MetricFamily family:
                family.Record(value, tags);
                break;
            case SettableFamily settable:
                settable.Family.Set(value, tags);
                break;
        }
    }

    private static void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        switch (state)
        {
            case MetricFamily family:
                family.Record(value, tags);
                break;
            case SettableFamily settable:
                settable.Family.Set(value, tags);
                break;
        }
    }

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (!IsWanted(instrument.Meter) || KindOf(instrument) is not { } kind)
        {
            return;
        }

        var name = MetricName.Of(instrument.Name, instrument.Unit, kind);
        var family = _families.GetOrAdd(name.Value, static (_, state) => state.Self.Create(state.instrument, state.name, state.kind), (Self: this, instrument, name, kind));
        if (family.Kind != kind || family.Observed != instrument.IsObservable)
        {
            Log.Conflict(_logger, instrument.Meter.Name, instrument.Name);
            return;
        }

        listener.EnableMeasurementEvents(instrument, IsSynchronousGauge(instrument) ? new SettableFamily(family) : family);
    }

    private MetricFamily Create(Instrument instrument, MetricName name, MetricKind kind)
    {
        var help = string.IsNullOrWhiteSpace(instrument.Description) ? $"{instrument.Name} of {instrument.Meter.Name}." : instrument.Description;
        var bounds = kind == MetricKind.Histogram ? HistogramBounds.For(instrument, name, _options) : null;
        return new MetricFamily(name, kind, help, bounds, instrument.IsObservable, _options.MaxSeriesPerInstrument);
    }

    /// <summary>Several hosts may live in one process: meters made by another host's factory are not ours.</summary>
    private bool IsWanted(Meter meter) =>
        (meter.Scope is null || ReferenceEquals(meter.Scope, _factory))
        && (_options.Meters.Count > 0 ? _options.Meters : DefaultMeters).Any(pattern => Matches(pattern, meter.Name));

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;

    private static MetricKind? KindOf(Instrument instrument) => Definition(instrument) switch
    {
        { } type when type == typeof(Counter<>) || type == typeof(ObservableCounter<>) => MetricKind.Counter,
        { } type when type == typeof(Histogram<>) => MetricKind.Histogram,
        { } type when type == typeof(UpDownCounter<>) || type == typeof(ObservableUpDownCounter<>) || type == typeof(Gauge<>) || type == typeof(ObservableGauge<>) => MetricKind.Gauge,
        _ => null,
    };

    private static bool IsSynchronousGauge(Instrument instrument) => Definition(instrument) == typeof(Gauge<>);

    private static Type? Definition(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type ? type.GetGenericTypeDefinition() : null;

    private sealed record SettableFamily(MetricFamily Family);

    private static partial class Log
    {
        [LoggerMessage(9030, LogLevel.Warning, "An observable instrument failed; the others are served.", EventName = "MetricCallbackFailed")]
        public static partial void CallbackFailed(ILogger logger, Exception exception);

        [LoggerMessage(9031, LogLevel.Warning, "Instrument {Instrument} of {Meter} has the name of another kind and is not served.", EventName = "MetricConflict")]
        public static partial void Conflict(ILogger logger, string meter, string instrument);
    }
}
