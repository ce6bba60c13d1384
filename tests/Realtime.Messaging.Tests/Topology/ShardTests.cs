using Realtime.Messaging.Topology;

namespace Realtime.Messaging.Tests.Topology;

public class ShardTests
{
    [Theory]
    [InlineData("", 2166136261u)]
    [InlineData("a", 0xE40C292Cu)]
    [InlineData("foobar", 0xBF9CF968u)]
    public void Of_PublishedVectors_MatchFnv1a(string target, uint hash) => Shard.Of(target, 256).ShouldBe((int)(hash % 256));

    [Fact]
    public void Of_ManyUsers_SpreadsEvenly()
    {
        var counts = new int[4];
        for (var i = 0; i < 10_000; i++)
        {
            counts[Shard.Of(RoutingKeys.User($"user-{i}"), 4)]++;
        }

        counts.Min().ShouldBeGreaterThan(2_000);
    }

    [Fact]
    public void Of_TextAndUtf8_Agree()
    {
        var target = RoutingKeys.User("ü" + new string('x', 300));
        Shard.Of(target, 64).ShouldBe(Shard.Of(System.Text.Encoding.UTF8.GetBytes(target), 64));
    }
}
