using Realtime.Gateway.Identity;

namespace Realtime.Gateway.Tests.Identity;

public sealed class RoomRightsTests
{
    [Theory]
    [InlineData("project:*", "project:1", true)]
    [InlineData("project:*", "projects", false)]
    [InlineData("*", "anything/at:all", true)]
    [InlineData("chat:1", "chat:1", true)]
    [InlineData("chat:1", "chat:10", false)]
    [InlineData("chat:*:public", "chat:a:b:public", true)]
    [InlineData("chat:*:public", "chat:a:private", false)]
    [InlineData("", "chat:1", false)]
    public void Allows_ByPattern_MatchesWholeNames(string pattern, string room, bool expected) =>
        Rights(pattern, "subscribe").Allows(room, RoomRight.Subscribe, grantRequired: false).ShouldBe(expected);

    [Fact]
    public void Allows_RightNotGranted_IsFalse() =>
        Rights("chat:*", "subscribe", "history").Allows("chat:1", RoomRight.Publish, grantRequired: false).ShouldBeFalse();

    [Fact]
    public void Allows_NoClaim_DependsOnTheNamespace()
    {
        RoomRights.From(null).Allows("chat:1", RoomRight.Publish, grantRequired: false).ShouldBeTrue();
        RoomRights.From(null).Allows("agent:1", RoomRight.Publish, grantRequired: true).ShouldBeFalse();
    }

    [Fact]
    public void Allows_EmptyClaim_IsFalse() =>
        RoomRights.From(new Dictionary<string, IReadOnlyList<string>>()).Allows("chat:1", RoomRight.Subscribe, grantRequired: false).ShouldBeFalse();

    private static RoomRights Rights(string pattern, params string[] actions) =>
        RoomRights.From(new Dictionary<string, IReadOnlyList<string>> { [pattern] = actions });
}
