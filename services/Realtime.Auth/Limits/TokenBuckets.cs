using System.Collections.Concurrent;

namespace Realtime.Auth.Limits;

/// <summary>Token buckets by key, refilled by the clock when they are asked, so that no timer runs. Bounded: full buckets say nothing and go first.</summary>
internal sealed class TokenBuckets(int capacity, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Takes one token; otherwise says how long to wait for the next.</summary>
    public bool TryTake(string key, int perMinute, out TimeSpan retryAfter) => Take(key, perMinute, 1, out retryAfter);

    /// <summary>Whether a token is there, without taking it.</summary>
    public bool HasToken(string key, int perMinute, out TimeSpan retryAfter) => Take(key, perMinute, 0, out retryAfter);

    private bool Take(string key, int perMinute, int amount, out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        if (perMinute <= 0)
        {
            return true;
        }

        var bucket = _buckets.GetOrAdd(key, Create, perMinute);
        lock (bucket)
        {
            bucket.Refill(time.GetTimestamp(), time.TimestampFrequency, perMinute);
            if (bucket.Tokens >= 1)
            {
                bucket.Tokens -= amount;
                return true;
            }

            retryAfter = TimeSpan.FromSeconds((1 - bucket.Tokens) * 60 / perMinute);
            return false;
        }
    }

    private Bucket Create(string key, int perMinute)
    {
        if (Interlocked.Increment(ref _count) > capacity)
        {
            Shrink();
        }

        return new Bucket { Tokens = perMinute, RefilledAt = time.GetTimestamp() };
    }

    private void Shrink()
    {
        foreach (var (key, bucket) in _buckets)
        {
            lock (bucket)
            {
                bucket.Refill(time.GetTimestamp(), time.TimestampFrequency, bucket.PerMinute);
                if (bucket.Tokens >= bucket.PerMinute)
                {
                    _buckets.TryRemove(key, out _);
                }
            }
        }

        if (_buckets.Count >= capacity)
        {
            _buckets.Clear();
        }

        Interlocked.Exchange(ref _count, _buckets.Count);
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long RefilledAt { get; set; }

        public int PerMinute { get; private set; }

        public void Refill(long now, long frequency, int perMinute)
        {
            PerMinute = perMinute;
            Tokens = Math.Min(perMinute, Tokens + ((now - RefilledAt) / (double)frequency * perMinute / 60));
            RefilledAt = now;
        }
    }
}
