namespace Realtime.Gateway.Limits;

/// <summary>A socket's hold on its user's bucket; let go once.</summary>
internal sealed class UserShare(RateLimits limits, string userId, SharedBucket bucket)
{
    private int _released;

    public SharedBucket Bucket => bucket;

    public void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            limits.Users.Release(userId, bucket);
        }
    }
}
