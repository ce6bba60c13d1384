using Realtime.Gateway.Tests.Cluster;

namespace Realtime.Gateway.Tests.Native;

/// <summary>What a token and a namespace allow.</summary>
[Collection(nameof(ClusterCollection))]
public sealed class NativeRightsTests(ClusterFixture cluster)
{
    private TestGateway Gateway => cluster.First;

    [Fact]
    public async Task Capabilities_narrow_subscribe_publish_and_history()
    {
        var cap = new Dictionary<string, string[]> { ["cell:mine"] = ["subscribe"], ["cell:out"] = ["publish"] };
        await using var client = await cluster.ConnectAsync(Gateway, "n-cap", cap);

        (await client.SubscribeAsync("cell:mine")).ShouldNotBeNull();
        ((string?)(await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:other" }))["data"]!["code"]).ShouldBe("forbidden");
        ((string?)(await client.RequestAsync("publish", new { room = "cell:mine", type = "t" }))["data"]!["code"]).ShouldBe("forbidden");
        ((string?)(await client.RequestAsync("publish", new { room = "cell:out", type = "t" }))["type"]).ShouldBe("ack");
        ((string?)(await client.RequestAsync("history", new { room = "cell:mine" }))["data"]!["code"]).ShouldBe("forbidden");
        ((string?)(await client.RequestAsync("presence", new { action = "get", room = "cell:mine" }))["data"]!["code"]).ShouldBe("forbidden");
        ((string?)(await client.RequestAsync("presence", new { action = "get", user_id = "somebody-else" }))["data"]!["code"]).ShouldBe("forbidden");
    }

    [Fact]
    public async Task Capabilities_narrow_direct_messages_to_the_users_they_name()
    {
        var cap = new Dictionary<string, string[]> { ["support-*"] = ["direct"], ["n-dir-other"] = ["publish"] };
        await using var client = await cluster.ConnectAsync(Gateway, "n-dir", cap);

        ((bool?)(await client.RequestAsync("direct", new { user_id = "support-7", type = "t" }))["data"]!["accepted"]).ShouldBe(true);
        ((bool?)(await client.RequestAsync("direct", new { user_id = "n-dir", type = "t" }))["data"]!["accepted"]).ShouldBe(true);
        ((string?)(await client.RequestAsync("direct", new { user_id = "n-dir-other", type = "t" }))["data"]!["code"]).ShouldBe("forbidden");
    }

    [Fact]
    public async Task Direct_messages_may_demand_a_grant()
    {
        await using var gateway = await TestGateway.StartAsync(cluster.Broker, cluster.Authority, "--Gateway:Native:Direct=Capability");
        await using var plain = await cluster.ConnectAsync(gateway, "n-dir-plain");
        await using var granted = await cluster.ConnectAsync(gateway, "n-dir-granted", new Dictionary<string, string[]> { ["*"] = ["*"] });

        ((string?)(await plain.RequestAsync("direct", new { user_id = "n-anybody", type = "t" }))["data"]!["code"]).ShouldBe("forbidden");
        ((bool?)(await granted.RequestAsync("direct", new { user_id = "n-anybody", type = "t" }))["data"]!["accepted"]).ShouldBe(true);
    }

    [Fact]
    public async Task A_namespace_may_demand_a_grant()
    {
        await using var plain = await cluster.ConnectAsync(Gateway, "n-grant");

        ((string?)(await plain.RequestAsync("subscription", new { action = "subscribe", room = "agent:c/a" }))["data"]!["code"]).ShouldBe("forbidden");
    }
}
