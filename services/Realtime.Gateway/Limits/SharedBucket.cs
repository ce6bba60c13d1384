namespace Realtime.Gateway.Limits;

/// <summary>A token bucket shared by the connections of one user or address; lock-free.</summary>
internal sealed class SharedBucket
{
    private long _fullAt;

    /// <summary>Connections that hold the bucket; guarded by the owning <see cref="SharedBuckets"/>.</summary>
    internal int Holders { get; set; }

    public bool TryTake(long now, in BucketRate rate)
    {
        if (rate.IsUnlimited)
        {
            return true;
        }

        var seen = Volatile.Read(ref _fullAt);
        while (true)
        {
            var next = seen;
            if (!TokenBucket.TryTake(ref next, now, rate))
            {
                return false;
            }

            var found = Interlocked.CompareExchange(ref _fullAt, next, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }
    }
}
