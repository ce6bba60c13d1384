namespace Realtime.Gateway.Limits;

/// <summary>Rate of a token bucket in <see cref="TimeProvider"/> time stamps.</summary>
internal readonly record struct BucketRate(long Interval, long Tolerance)
{
    public static BucketRate Unlimited => default;

    public bool IsUnlimited => Interval == 0;

    public static BucketRate From(double perSecond, int burst, long frequency)
    {
        if (perSecond <= 0)
        {
            return Unlimited;
        }

        var interval = Math.Max(1, (long)(frequency / perSecond));
        return new BucketRate(interval, interval * (Math.Max(1, burst) - 1));
    }
}
