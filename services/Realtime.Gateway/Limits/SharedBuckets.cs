using System.Collections.Concurrent;

namespace Realtime.Gateway.Limits;

/// <summary>
/// Buckets and connection counts by key (a user or an address). A bucket lives while a connection holds it, so the number of buckets is bounded by
/// the number of connections, and a message costs no look-up.
/// </summary>
internal sealed class SharedBuckets
{
    private readonly ConcurrentDictionary<string, SharedBucket> _buckets = new(StringComparer.Ordinal);

    public int Count => _buckets.Count;

    /// <summary>Holds the bucket of <paramref name="key"/>; null when <paramref name="maxHolders"/> (0: any number) hold it already.</summary>
    public SharedBucket? Acquire(string key, int maxHolders)
    {
        while (true)
        {
            var bucket = _buckets.GetOrAdd(key, static _ => new SharedBucket());
            lock (bucket)
            {
                if (bucket.Holders < 0)
                {
                    continue;
                }

                if (maxHolders > 0 && bucket.Holders >= maxHolders)
                {
                    return null;
                }

                bucket.Holders++;
                return bucket;
            }
        }
    }

    public void Release(string key, SharedBucket bucket)
    {
        lock (bucket)
        {
            if (--bucket.Holders == 0)
            {
                bucket.Holders = -1;
                _buckets.TryRemove(KeyValuePair.Create(key, bucket));
            }
        }
    }
}
