using Aspire.Hosting.Orchestration;
using Realtime.Hosting.Tests.Support;

namespace Realtime.Hosting.Tests.Orchestration;

public sealed class RestartPolicyTests
{
    private readonly ManualTime _time = new();
    private readonly RestartPolicy _policy;

    public RestartPolicyTests() => _policy = new RestartPolicy(_time);

    [Fact]
    public void NextDelay_FirstFive_GrowAndStayUnderFiveSeconds()
    {
        var delays = Enumerable.Range(0, 5).Select(_ => _policy.NextDelay()).ToList();

        delays.ShouldBeInOrder();
        delays[0].ShouldBeLessThan(TimeSpan.FromSeconds(1));
        delays.ShouldAllBe(delay => delay < TimeSpan.FromSeconds(5));
        delays.ShouldAllBe(delay => !RestartPolicy.IsExhausted(delay));
    }

    [Fact]
    public void NextDelay_SixthInAMinute_WaitsUntilTheMinuteIsOver()
    {
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(_policy.NextDelay());
        }

        var delay = _policy.NextDelay();

        RestartPolicy.IsExhausted(delay).ShouldBeTrue();
        delay.ShouldBeInRange(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void NextDelay_ManyCrashes_NeverMoreThanFiveStartsInAnyMinute()
    {
        List<DateTimeOffset> starts = [];
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(_policy.NextDelay());
            starts.Add(_time.GetUtcNow());
        }

        for (var i = 5; i < starts.Count; i++)
        {
            (starts[i] - starts[i - 5]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public void NextDelay_AfterAQuietMinute_IsShortAgain()
    {
        var first = _policy.NextDelay();
        _policy.NextDelay();
        _time.Advance(TimeSpan.FromMinutes(2));

        _policy.NextDelay().ShouldBe(first);
    }
}
