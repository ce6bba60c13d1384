namespace Realtime.ServiceDefaults.Metrics;

/// <summary>One labelled series. Written by any thread without locks, read by the scrape.</summary>
internal sealed class MetricSeries(string labels, double[]? bounds)
{
    private readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    private long _whole;
    private double _fraction;

    /// <summary>The label pairs as they are exposed, without braces.</summary>
    public string Labels { get; } = labels;

    public double Value => Volatile.Read(ref _whole) + Volatile.Read(ref _fraction);

    public ReadOnlySpan<long> Buckets => _buckets;

    public void Add(long value) => Interlocked.Add(ref _whole, value);

    public void Add(double value)
    {
        var seen = Volatile.Read(ref _fraction);
        while (true)
        {
            var actual = Interlocked.CompareExchange(ref _fraction, seen + value, seen);
            if (actual.Equals(seen))
            {
                return;
            }

            seen = actual;
        }
    }

    public void Set(double value) => Volatile.Write(ref _fraction, value);

    public void Observe(double value)
    {
        var index = Array.BinarySearch(bounds!, value);
        Interlocked.Increment(ref _buckets![index < 0 ? ~index : index]);
        Add(value);
    }
}
