using Realtime.Auth.Configuration;
using Realtime.Auth.Keys;

namespace Realtime.Auth.Tests.Keys;

public sealed class KeyRotationPlanTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SigningKeyOptions Options = new() { RotationInterval = TimeSpan.FromDays(30), PublishAhead = TimeSpan.FromDays(1) };
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);

    [Fact]
    public void NoKey_MakesOneThatSignsAtOnce() => Plan(Start).ActivateNewKeyAt.ShouldBe(Start);

    [Theory]
    [InlineData(0)]
    [InlineData(28.9)]
    public void YoungKey_MakesNone(double days) => Plan(Start.AddDays(days), Start).ActivateNewKeyAt.ShouldBeNull();

    [Fact]
    public void BeforeTheEndOfAKey_LateMadeKeyIsStillPublishedAhead() => Plan(Start.AddDays(29.5), Start).ActivateNewKeyAt.ShouldBe(Start.AddDays(30.5));

    [Fact]
    public void AtThePublishTime_TheNextSignsExactlyWhenDue() => Plan(Start.AddDays(29), Start).ActivateNewKeyAt.ShouldBe(Start.AddDays(30));

    [Fact]
    public void WhenTheNextKeyIsThere_MakesNoOther() => Plan(Start.AddDays(29.5), Start, Start.AddDays(30)).ActivateNewKeyAt.ShouldBeNull();

    [Fact]
    public void AfterALongStop_TheNextKeyIsStillPublishedAhead() => Plan(Start.AddDays(90), Start).ActivateNewKeyAt.ShouldBe(Start.AddDays(91));

    [Theory]
    [InlineData(30.5, false)]
    [InlineData(30.99, false)]
    [InlineData(31.003, false)]
    [InlineData(31.01, true)]
    public void ReplacedKey_StaysUntilItsLastTokenHasExpired(double days, bool retired) =>
        Plan(Start.AddDays(days), Start, Start.AddDays(30)).RetiredKeys.Count.ShouldBe(retired ? 1 : 0);

    [Fact]
    public void LastKey_IsNeverRetired() => Plan(Start.AddDays(900), Start).RetiredKeys.ShouldBeEmpty();

    private static KeyRotationPlan Plan(DateTimeOffset now, params DateTimeOffset[] activations) =>
        KeyRotationPlan.For([.. activations.Select((at, index) => ($"key-{index}", at))], Options, MaxLifetime, now);
}
