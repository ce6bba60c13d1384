using Realtime.Auth.Clients;
using Realtime.Auth.Configuration;

namespace Realtime.Auth.Tests.Clients;

public sealed class LockoutPolicyTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LimitOptions Options = new() { LockoutThreshold = 3, Lockout = TimeSpan.FromSeconds(30), MaxLockout = TimeSpan.FromMinutes(2) };

    [Fact]
    public void EveryThreshold_LocksForTwiceAsLong()
    {
        LockoutState? state = null;
        var lockouts = new List<TimeSpan>();
        for (var i = 0; i < 15; i++)
        {
            state = LockoutPolicy.AfterFailure(state, Options, Now);
            if (state.Failures % 3 == 0)
            {
                lockouts.Add(state.LockedUntil!.Value - Now);
            }
        }

        lockouts.Select(lockout => lockout.TotalSeconds).ShouldBe([30, 60, 120, 120, 120]);
    }

    [Fact]
    public void BelowTheThreshold_LocksNobody()
    {
        var state = LockoutPolicy.AfterFailure(LockoutPolicy.AfterFailure(null, Options, Now), Options, Now);
        state.Failures.ShouldBe(2);
        state.LockedUntil.ShouldBeNull();
    }

    [Fact]
    public void AfterTheWindow_TheCountStartsAgain()
    {
        var state = LockoutPolicy.AfterFailure(new LockoutState(8, Now, Now), Options, Now + Options.FailureWindow + TimeSpan.FromSeconds(1));
        state.Failures.ShouldBe(1);
    }
}
