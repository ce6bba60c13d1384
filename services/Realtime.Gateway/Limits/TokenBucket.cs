namespace Realtime.Gateway.Limits;

/// <summary>
/// A token bucket kept as one number (GCRA): the time at which the bucket would be full again. Idle state costs nothing and needs no sweep.
/// Not synchronised; the state belongs to one connection's reader.
/// </summary>
internal static class TokenBucket
{
    /// <summary>Takes a token at <paramref name="now"/>; false when there is none.</summary>
    public static bool TryTake(ref long fullAt, long now, in BucketRate rate)
    {
        if (rate.IsUnlimited)
        {
            return true;
        }

        var at = Math.Max(fullAt, now);
        if (at - now > rate.Tolerance)
        {
            return false;
        }

        fullAt = at + rate.Interval;
        return true;
    }
}
