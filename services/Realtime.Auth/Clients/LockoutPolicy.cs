using Realtime.Auth.Configuration;

namespace Realtime.Auth.Clients;

/// <summary>From the count of wrong secrets to a lock-out: every <c>LockoutThreshold</c> of them lock for twice as long as the last time.</summary>
internal static class LockoutPolicy
{
    private const int MaxDoublings = 20;

    public static LockoutState AfterFailure(LockoutState? before, LimitOptions options, DateTimeOffset now)
    {
        var expired = before is null || now - before.LastFailureAt > options.FailureWindow;
        var failures = expired ? 1 : before!.Failures + 1;
        var locks = failures / options.LockoutThreshold;
        if (failures % options.LockoutThreshold != 0)
        {
            return new LockoutState(failures, now, expired ? null : before!.LockedUntil);
        }

        var duration = options.Lockout * Math.Pow(2, Math.Min(locks - 1, MaxDoublings));
        return new LockoutState(failures, now, now + (duration < options.MaxLockout ? duration : options.MaxLockout));
    }
}
