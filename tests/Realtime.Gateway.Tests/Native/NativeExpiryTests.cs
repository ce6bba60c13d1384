using Realtime.Gateway.Identity.Expiry;
using Realtime.Gateway.Native;
using Realtime.Gateway.Tests.Cluster;

namespace Realtime.Gateway.Tests.Native;

/// <summary>Tokens that are bad, expire, or are followed by another.</summary>
[Collection(nameof(ClusterCollection))]
public sealed class NativeExpiryTests(ClusterFixture cluster)
{
    // Longer than any delay of a busy machine, so that the token is good when it is checked.
    private static readonly TimeSpan ShorterThanTheNotice = TimeSpan.FromSeconds(50);

    private TestGateway Gateway => cluster.First;

    [Fact]
    public async Task A_refresh_with_narrower_rights_drops_subscriptions_at_once()
    {
        await using var alice = await cluster.ConnectAsync(Gateway, "n-nar");
        await using var bob = await cluster.ConnectAsync(Gateway, "n-nar-b");
        await alice.SubscribeAsync("cell:keep");
        await alice.SubscribeAsync("cell:drop");
        var token = cluster.Authority.Token("n-nar", cap: new Dictionary<string, string[]> { ["cell:keep"] = ["subscribe"] });

        ((string?)(await alice.RequestAsync("auth_required", new { token }))["type"]).ShouldBe("auth_success");

        await bob.SendAsync(new { type = "publish", data = new { room = "cell:drop", type = "dropped" } });
        await bob.SendAsync(new { type = "publish", data = new { room = "cell:keep", type = "kept" } });
        await alice.ExpectAsync("kept");
        (await alice.DrainedAsync("dropped")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refresh_with_another_users_token_is_refused()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-self");

        ((string?)(await client.RequestAsync("auth_required", new { token = cluster.Authority.Token("n-other") }))["type"]).ShouldBe("auth_failed");
    }

    [Fact]
    public async Task A_session_closes_4401_when_its_token_expires_and_is_told_before()
    {
        await using var client = await NativeClient.WelcomeAsync(Gateway.SocketsUrl, cluster.Authority.Token("n-exp", ShorterThanTheNotice));
        ((int?)(await client.ExpectAsync("session_expiring"))["data"]!["seconds"]).ShouldNotBeNull().ShouldBeInRange(0, 50);

        var session = SessionOf("n-exp");
        session.Become(session.Identity! with { ExpiresAt = DateTimeOffset.UtcNow });
        Gateway.Get<SessionExpiry>().Watch(session);

        ((string?)(await client.ExpectAsync("error"))["data"]!["code"]).ShouldBe("unauthorized");
        (await client.ClosedAsync()).ShouldBe(4401);
    }

    [Fact]
    public async Task A_refresh_keeps_the_session_past_the_first_expiry()
    {
        await using var client = await NativeClient.WelcomeAsync(Gateway.SocketsUrl, cluster.Authority.Token("n-keep", ShorterThanTheNotice));
        await client.ExpectAsync("session_expiring");
        IDeadline session = SessionOf("n-keep");
        await Realtime.Testing.Eventually.Async(() => session.DueTick > 0);
        var first = session.DueTick;
        ((string?)(await client.RequestAsync("auth_required", new { token = cluster.Authority.Token("n-keep", TimeSpan.FromDays(1)) }))["type"]).ShouldBe("auth_success");

        // Ticks of 250 ms: the deadline that stands now is hours away.
        await Realtime.Testing.Eventually.Async(() => session.DueTick > first + TimeSpan.FromHours(12).TotalMilliseconds / 250);
        await client.PingAsync();
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("audience")]
    [InlineData("forged")]
    [InlineData("scope")]
    public async Task A_bad_token_at_the_upgrade_leaves_the_socket_without_identity(string fault)
    {
        using var foreign = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var token = fault switch
        {
            "expired" => cluster.Authority.Token("n-x", TimeSpan.FromSeconds(-5)),
            "audience" => cluster.Authority.Token("n-x", audience: "other"),
            "scope" => cluster.Authority.Token("n-x", scope: "realtime.read"),
            _ => cluster.Authority.Token("n-x", key: foreign),
        };

        await using var client = await NativeClient.ConnectAsync(Gateway.SocketsUrl, token);

        (await client.ExpectAsync("welcome"))["data"]!["user_id"].ShouldBeNull();
    }

    private NativeSession SessionOf(string user) => (NativeSession)Gateway.Hub.GetUserConnections(user).Single().State!;
}
