using System.Diagnostics.Metrics;

namespace Realtime.ServiceDefaults.Metrics;

/// <summary>Bucket bounds: configured, else advised by the instrument, else by its unit.</summary>
internal static class HistogramBounds
{
    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] Bytes = [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304];
    private static readonly double[] Numbers = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000];

    public static double[] For(Instrument instrument, MetricName name, PrometheusOptions options)
    {
        if (options.Buckets.TryGetValue(instrument.Name, out var configured))
        {
            return configured;
        }

        if (Advised(instrument) is { Length: > 0 } advised)
        {
            return [.. advised.Select(bound => bound * name.Scale)];
        }

        return name.Value.EndsWith("_seconds", StringComparison.Ordinal) ? Seconds
            : name.Value.EndsWith("_bytes", StringComparison.Ordinal) ? Bytes
            : Numbers;
    }

    private static double[]? Advised(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries?.ToArray(),
        Histogram<float> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
        Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
        Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
        _ => null,
    };
}
