using System.Net;
using System.Net.WebSockets;
using System.Text;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Native;
using Realtime.Gateway.Tests.Cluster;
using Realtime.ServiceDefaults.Flags;
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

    [Theory]
    [InlineData(FeatureFlagNames.Compression)]
    [InlineData(FeatureFlagNames.Conflation)]
    [InlineData(FeatureFlagNames.PongReceipts)]
    [InlineData(FeatureFlagNames.SocketIo)]
    [InlineData(FeatureFlagNames.TaskChat)]
    public async Task Every_flag_is_for_named_users_and_a_share_of_the_others(string flag)
    {
        await using var gateway = await TestGateway.StartAsync(cluster.Broker, cluster.Authority, [
            "--Gateway:Native:SlowConsumer=Conflate",
            .. OnlyFor(flag, "flag-named", share: 50),
            $"--FeatureManagement:{flag}:EnabledFor:0:Parameters:Audience:Exclusion:Users:0=flag-excluded",
        ]);
        var flags = gateway.Get<IFeatureFlags>();
        var others = Enumerable.Range(0, 200).Select(static i => $"flag-{i}").ToLookup(user => flags.IsEnabled(flag, user));

        foreach (var (user, expected) in new[] { ("flag-named", true), ("flag-excluded", false), (others[true].First(), true), (others[false].First(), false), (others[true].Last(), true), (others[false].Last(), false) })
        {
            (await HasAsync(gateway, flag, user)).ShouldBe(expected, user);
        }
    }

    /// <summary>What a user's client sees of a flag.</summary>
    private Task<bool> HasAsync(TestGateway gateway, string flag, string user) => flag switch
    {
        FeatureFlagNames.Compression => CompressesAsync(gateway, user),
        FeatureFlagNames.Conflation => OfConnectionAsync(gateway, user, static connection => connection.Settings.SlowConsumer == SlowConsumerPolicy.Conflate),
        FeatureFlagNames.PongReceipts => OfConnectionAsync(gateway, user, static connection => !((NativeSession)connection.State!).IsReceivedWhenWritten),
        FeatureFlagNames.SocketIo => EntersNamespaceAsync(gateway, user),
        _ => ChatsAsync(gateway, user),
    };

    private async Task<bool> OfConnectionAsync(TestGateway gateway, string user, Func<ClientConnection, bool> ask)
    {
        await using var client = await NativeClient.ConnectAsync(gateway.SocketsUrl, cluster.Authority.Token(user), speaks: false);
        await Eventually.Async(() => gateway.Hub.Connections.Any(connection => connection.Identity?.UserId == user), Patience);
        return ask(Connection(gateway, user));
    }

    private async Task<bool> CompressesAsync(TestGateway gateway, string user)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await ConnectAsync(socket, gateway, $"/ws/connect?token={cluster.Authority.Token(user)}");
        return socket.HttpResponseHeaders!.TryGetValue("Sec-WebSocket-Extensions", out var extensions) && extensions.Any(static one => one.StartsWith("permessage-deflate", StringComparison.Ordinal));
    }

    private async Task<bool> EntersNamespaceAsync(TestGateway gateway, string user)
    {
        using var socket = new ClientWebSocket();
        await ConnectAsync(socket, gateway, "/socket.io/?EIO=4&transport=websocket");
        (await ReadAsync(socket)).ShouldStartWith("0{");
        await socket.SendAsync(Encoding.UTF8.GetBytes($$"""40/user,{"token":"{{cluster.Authority.Token(user)}}"}"""), WebSocketMessageType.Text, true, CancellationToken.None);
        var answer = await ReadAsync(socket);
        if (answer.StartsWith("40/user,{\"sid\":", StringComparison.Ordinal))
        {
            return true;
        }

        answer.ShouldBe("""44/user,{"message":"unavailable"}""");
        return false;
    }

    private async Task<bool> ChatsAsync(TestGateway gateway, string user)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Authorization", $"Bearer {cluster.Authority.Token(user)}");
        try
        {
            await ConnectAsync(socket, gateway, "/api/task-chat");
            return true;
        }
        catch (WebSocketException)
        {
            socket.HttpStatusCode.ShouldBe(HttpStatusCode.NotFound);
            return false;
        }
    }

    private static async Task ConnectAsync(ClientWebSocket socket, TestGateway gateway, string pathAndQuery)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri(new UriBuilder(gateway.SocketsUrl) { Scheme = "ws" }.Uri, pathAndQuery), deadline.Token);
    }

    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var buffer = new byte[4_096];
        var received = await socket.ReceiveAsync(buffer, deadline.Token);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static ClientConnection Connection(TestGateway gateway, string user) => gateway.Hub.Connections.Single(connection => connection.Identity?.UserId == user);

    private static string[] OnlyFor(string flag, string user, int share = 0) =>
    [
        $"--FeatureManagement:{flag}:EnabledFor:0:Name=Microsoft.Targeting",
        $"--FeatureManagement:{flag}:EnabledFor:0:Parameters:Audience:Users:0={user}",
        $"--FeatureManagement:{flag}:EnabledFor:0:Parameters:Audience:DefaultRolloutPercentage={share}",
    ];
}
