using Realtime.Contracts.Rooms;

namespace Realtime.Messaging.Tests.Rooms;

public sealed class RoomPatternTests
{
    [Theory]
    [InlineData("chat:1", "chat:1")]
    [InlineData("*", "")]
    [InlineData("*", "chat:1")]
    [InlineData("chat:*", "chat:")]
    [InlineData("chat:*", "chat:1")]
    [InlineData("*:1", "chat:1")]
    [InlineData("a*b*c", "abxbc")]
    [InlineData("**", "x")]
    public void Matches_NamesTheStarsCover(string pattern, string name) => RoomPattern.Matches(pattern, name).ShouldBeTrue();

    [Theory]
    [InlineData("", "chat:1")]
    [InlineData("chat:1", "chat:12")]
    [InlineData("chat:12", "chat:1")]
    [InlineData("chat:*", "chat")]
    [InlineData("Chat:*", "chat:1")]
    [InlineData("*:1", "chat:12")]
    [InlineData("a*b*c", "acb")]
    [InlineData("chat.1", "chat:1")]
    public void Matches_NoOther(string pattern, string name) => RoomPattern.Matches(pattern, name).ShouldBeFalse();
}
