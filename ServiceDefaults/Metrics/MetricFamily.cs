namespace Realtime.ServiceDefaults.Metrics;

/// <summary>All series of one exposed name. Finding the series of a known tag set takes no lock and allocates nothing.</summary>
internal sealed class MetricFamily(MetricName name, MetricKind kind, string help, double[]? bounds, bool observed, int maxSeries)
{
    private const int BucketCount = 64;
    private const string OverflowLabels = "otel_metric_overflow=\"true\"";

    private readonly Lock _gate = new();
    private Entry?[] _entries = new Entry?[BucketCount];
    private MetricSeries? _untagged;
    private MetricSeries? _overflow;
    private int _count;

    public string Name => name.Value;

    public MetricKind Kind => kind;

    public string Help => help;

    public double[]? Bounds => bounds;

    /// <summary>Values come from callbacks at the scrape, so that series which are no longer reported disappear.</summary>
    public bool Observed => observed;

    public void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (kind == MetricKind.Histogram || observed || name.Scale != 1)
        {
            Record((double)value, tags);
        }
        else
        {
            Find(tags).Add(value);
        }
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags);
        var scaled = value * name.Scale;
        if (kind == MetricKind.Histogram)
        {
            series.Observe(scaled);
        }
        else if (observed)
        {
            series.Set(scaled);
        }
        else
        {
            series.Add(scaled);
        }
    }

    /// <summary>For synchronous gauges, whose measurement is the value.</summary>
    public void Set(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => Find(tags).Set(value * name.Scale);

    public void Forget()
    {
        lock (_gate)
        {
            Volatile.Write(ref _entries, new Entry?[BucketCount]);
            _untagged = null;
            _overflow = null;
            _count = 0;
        }
    }

    public IReadOnlyList<MetricSeries> Snapshot()
    {
        var all = new List<MetricSeries>();
        lock (_gate)
        {
            if (_untagged is not null)
            {
                all.Add(_untagged);
            }

            foreach (var head in _entries)
            {
                for (var entry = head; entry is not null; entry = entry.Next)
                {
                    all.Add(entry.Series);
                }
            }

            if (_overflow is not null)
            {
                all.Add(_overflow);
            }
        }

        all.Sort(static (left, right) => string.CompareOrdinal(left.Labels, right.Labels));
        return all;
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return Volatile.Read(ref _untagged) ?? AddUntagged();
        }

        var hash = TagSet.Hash(tags);
        for (var entry = Volatile.Read(ref Volatile.Read(ref _entries)[hash % BucketCount]); entry is not null; entry = entry.Next)
        {
            if (entry.Hash == hash && TagSet.AreEqual(entry.Tags, tags))
            {
                return entry.Series;
            }
        }

        return AddTagged(hash, tags);
    }

    private MetricSeries AddUntagged()
    {
        lock (_gate)
        {
            return _untagged ??= new MetricSeries("", bounds);
        }
    }

    private MetricSeries AddTagged(uint hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            for (var entry = _entries[hash % BucketCount]; entry is not null; entry = entry.Next)
            {
                if (entry.Hash == hash && TagSet.AreEqual(entry.Tags, tags))
                {
                    return entry.Series;
                }
            }

            if (_count >= maxSeries)
            {
                return _overflow ??= new MetricSeries(OverflowLabels, bounds);
            }

            _count++;
            var series = new MetricSeries(MetricLabels.Format(tags), bounds);
            Volatile.Write(ref _entries[hash % BucketCount], new Entry(hash, tags.ToArray(), series, _entries[hash % BucketCount]));
            return series;
        }
    }

    private sealed record Entry(uint Hash, KeyValuePair<string, object?>[] Tags, MetricSeries Series, Entry? Next);
}
