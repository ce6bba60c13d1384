using System.Net;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Native;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Native;

/// <summary>Flags are asked once, when a client connects: who has them, and what is different for the others.</summary>
[Collection(nameof(ClusterCollection))]
public sealed class FeatureFlagTests(ClusterFixture cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Flags_decide_for_each_user_at_the_connect()
    {
        await using var gateway = await TestGateway.StartAsync(cluster.Broker, cluster.Authority, [
            "--Gateway:Native:SlowConsumer=Conflate",
            "--FeatureManagement:SocketIo=false",
            .. OnlyFor("Conflation", "flag-ann"),
            .. OnlyFor("PongReceipts", "flag-ann"),
        ]);
        cluster.Delivery.Store("flag-ann", "flag-1");
        cluster.Delivery.Store("flag-bob", "flag-2");

        await using var ann = await NativeClient.ConnectAsync(gateway.SocketsUrl, cluster.Authority.Token("flag-ann"), speaks: false);
        await using var bob = await NativeClient.ConnectAsync(gateway.SocketsUrl, cluster.Authority.Token("flag-bob"), speaks: false);
        await ann.ExpectAsync("note");
        await bob.ExpectAsync("note");

        Connection(gateway, "flag-ann").Settings.SlowConsumer.ShouldBe(SlowConsumerPolicy.Conflate);
        Connection(gateway, "flag-bob").Settings.SlowConsumer.ShouldBe(SlowConsumerPolicy.Disconnect);
        await Eventually.Async(() => cluster.Delivery.InboxOf("flag-ann") == 0 && cluster.Delivery.InboxOf("flag-bob") == 0, Patience);
        ((NativeSession)Connection(gateway, "flag-ann").State!).Receipts.ShouldNotBeNull();
        ((NativeSession)Connection(gateway, "flag-bob").State!).Receipts.ShouldBeNull();

        using var http = new HttpClient();
        using var refused = await http.GetAsync(new Uri($"{gateway.Url}/socket.io/?EIO=4&transport=polling"));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Forbidden");
    }

    private static ClientConnection Connection(TestGateway gateway, string user) => gateway.Hub.Connections.Single(connection => connection.Identity?.UserId == user);

    private static string[] OnlyFor(string flag, string user) =>
    [
        $"--FeatureManagement:{flag}:EnabledFor:0:Name=Microsoft.Targeting",
        $"--FeatureManagement:{flag}:EnabledFor:0:Parameters:Audience:Users:0={user}",
        $"--FeatureManagement:{flag}:EnabledFor:0:Parameters:Audience:DefaultRolloutPercentage=0",
    ];
}
