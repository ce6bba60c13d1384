namespace Realtime.ServiceDefaults.Metrics;

internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
