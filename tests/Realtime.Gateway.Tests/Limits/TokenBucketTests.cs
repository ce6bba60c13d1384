using Realtime.Gateway.Limits;

namespace Realtime.Gateway.Tests.Limits;

public sealed class TokenBucketTests
{
    private const long Second = 1_000_000;

    private static readonly BucketRate Rate = BucketRate.From(10, 20, Second);

    [Fact]
    public void TryTake_AllAtOnce_AllowsTheBurstAndNoMore()
    {
        long state = 0;

        Enumerable.Range(0, 30).Count(_ => TokenBucket.TryTake(ref state, 5 * Second, Rate)).ShouldBe(20);
    }

    [Fact]
    public void TryTake_AtTheRate_IsNeverRefused()
    {
        long state = 0;
        for (var i = 0; i < 1_000; i++)
        {
            TokenBucket.TryTake(ref state, i * Second / 10, Rate).ShouldBeTrue();
        }
    }

    [Fact]
    public void TryTake_AfterARest_AllowsAsManyAsFlowedIn()
    {
        long state = 0;
        while (TokenBucket.TryTake(ref state, Second, Rate))
        {
        }

        Enumerable.Range(0, 30).Count(_ => TokenBucket.TryTake(ref state, Second + (Second / 2), Rate)).ShouldBe(5);
    }

    [Fact]
    public void TryTake_SharedByThreads_AllowsTheBurstAndNoMore()
    {
        var bucket = new SharedBucket();
        var rate = BucketRate.From(10, 1_000, Second);
        var allowed = 0;
        Parallel.For(0, 4_000, _ =>
        {
            if (bucket.TryTake(Second, rate))
            {
                Interlocked.Increment(ref allowed);
            }
        });

        allowed.ShouldBe(1_000);
    }

    [Fact]
    public void Acquire_UpToTheLimit_ThenRefusesUntilOneIsReleased()
    {
        var buckets = new SharedBuckets();
        var first = buckets.Acquire("u", 2).ShouldNotBeNull();
        buckets.Acquire("u", 2).ShouldBeSameAs(first);
        buckets.Acquire("u", 2).ShouldBeNull();

        buckets.Release("u", first);

        buckets.Acquire("u", 2).ShouldBeSameAs(first);
    }

    [Fact]
    public void Release_LastHolder_ForgetsTheBucket()
    {
        var buckets = new SharedBuckets();
        var bucket = buckets.Acquire("u", 0)!;

        buckets.Release("u", bucket);

        buckets.Count.ShouldBe(0);
    }

    [Fact]
    public void Reaches_WindowPassed_StartsAnew()
    {
        var counter = new WindowCounter();
        Enumerable.Range(0, 9).Any(_ => counter.Reaches(10, Second, 5 * Second)).ShouldBeFalse();

        counter.Reaches(10, 7 * Second, 5 * Second).ShouldBeFalse();
        counter.Count.ShouldBe(1);
    }

    [Fact]
    public void Reaches_TenthInTheWindow_IsTrue()
    {
        var counter = new WindowCounter();

        Enumerable.Range(0, 10).Select(i => counter.Reaches(10, i, Second)).ShouldBe([.. Enumerable.Repeat(false, 9), true]);
    }
}
