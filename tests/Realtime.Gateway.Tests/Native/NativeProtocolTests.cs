using Realtime.Gateway.Tests.Cluster;

namespace Realtime.Gateway.Tests.Native;

/// <summary>How a native socket begins: subprotocols, the sources of its token, in-band authentication.</summary>
[Collection(nameof(ClusterCollection))]
public sealed class NativeProtocolTests(ClusterFixture cluster)
{
    private TestGateway Gateway => cluster.First;

    [Fact]
    public async Task Realtime_v1_is_echoed_and_welcomed()
    {
        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl, cluster.Authority.Token("n-alice"));

        var welcome = await client.NextAsync();

        client.Subprotocol.ShouldBe("realtime.v1");
        ((string?)welcome["type"]).ShouldBe("welcome");
        ((string?)welcome["data"]!["user_id"]).ShouldBe("n-alice");
        ((string?)welcome["data"]!["connection_id"]).ShouldNotBeNullOrEmpty();
        ((int?)welcome["data"]!["ping_interval_ms"]).ShouldBe(54_000);
        ((int?)welcome["data"]!["max_message_bytes"]).ShouldBe(65_536);
        Guid.Parse((string)welcome["message_id"]!).Version.ShouldBe(7);
        DateTimeOffset.Parse((string)welcome["timestamp"]!, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_seed_client_hears_nothing_until_it_speaks_and_needs_no_subprotocol()
    {
        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl, cluster.Authority.Token("n-bob"), speaks: false);

        await client.SendAsync(new { type = "ping" });

        var first = await client.NextAsync();
        client.Subprotocol.ShouldBeNull();
        ((string?)first["type"]).ShouldBe("pong");
        ((string?)first["data"]!["status"]).ShouldBe("ok");
        first.ContainsKey("reply_to").ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_may_come_as_subprotocol_which_is_echoed()
    {
        var token = cluster.Authority.Token("n-sub");
        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl, speaks: false, configure: options => options.AddSubProtocol("auth-" + token));

        client.Subprotocol.ShouldBe("auth-" + token);
        ((string?)(await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:sub" }))["type"]).ShouldBe("ack");
    }

    [Fact]
    public async Task With_both_subprotocols_realtime_v1_is_echoed_and_the_token_used()
    {
        var token = cluster.Authority.Token("n-both");
        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl, configure: options => options.AddSubProtocol("auth-" + token));

        client.Subprotocol.ShouldBe("realtime.v1");
        ((string?)(await client.ExpectAsync("welcome"))["data"]!["user_id"]).ShouldBe("n-both");
    }

    [Fact]
    public async Task The_query_wins_over_the_header()
    {
        await using var client = await NativeClient.ConnectAsync(
            Gateway.SocketsUrl, "not-a-token", query: "?token=" + Uri.EscapeDataString(cluster.Authority.Token("n-query")));

        ((string?)(await client.ExpectAsync("welcome"))["data"]!["user_id"]).ShouldBe("n-query");
    }

    [Fact]
    public async Task Without_identity_everything_but_ping_is_unauthorized_until_auth_required_succeeds()
    {
        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl);
        (await client.ExpectAsync("welcome"))["data"]!["user_id"].ShouldBeNull();
        var refused = await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:anon" });
        ((string?)refused["data"]!["code"]).ShouldBe("unauthorized");
        await client.PingAsync();

        var failed = await client.RequestAsync("auth_required", new { token = "nonsense", user_id = "root" });
        ((string?)failed["type"]).ShouldBe("auth_failed");
        ((string?)failed["data"]!["message"]).ShouldBe("Invalid token");

        var success = await client.RequestAsync("auth_required", new { token = cluster.Authority.Token("n-inband"), user_id = "root" });
        ((string?)success["type"]).ShouldBe("auth_success");
        ((string?)success["data"]!["user_id"]).ShouldBe("n-inband");
        ((string?)success["data"]!["message"]).ShouldBe("Authentication successful");
        ((string?)success["data"]!["expires_at"]).ShouldNotBeNull();
        ((string?)(await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:anon" }))["type"]).ShouldBe("ack");
    }
}
