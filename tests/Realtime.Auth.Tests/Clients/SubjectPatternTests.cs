using Realtime.Auth.Clients;

namespace Realtime.Auth.Tests.Clients;

public sealed class SubjectPatternTests
{
    [Theory]
    [InlineData("*", "anybody", true)]
    [InlineData("shop-*", "shop-1", true)]
    [InlineData("shop-*", "shop-", true)]
    [InlineData("shop-*", "SHOP-1", false)]
    [InlineData("shop-*", "bank-shop-1", false)]
    [InlineData("*@acme", "a.b@acme", true)]
    [InlineData("*@acme", "a@acme.evil", false)]
    [InlineData("a*b*c", "aXbYc", true)]
    [InlineData("exact", "exact", true)]
    [InlineData("exact", "exactly", false)]
    [InlineData("a.b", "axb", false)]
    [InlineData("a|b+c=~/:_", "a|b+c=~/:_", true)]
    public void Pattern_Matches(string pattern, string subject, bool expected) => SubjectPattern.Matches(pattern, subject).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a?")]
    [InlineData("a\\b")]
    [InlineData("ü")]
    public void Pattern_IsInvalid(string pattern) => SubjectPattern.IsValid(pattern).ShouldBeFalse();
}
