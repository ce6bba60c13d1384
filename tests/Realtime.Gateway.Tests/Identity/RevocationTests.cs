using System.Text.Json.Nodes;
using MassTransit;
using Realtime.Contracts.Events;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Identity.Opaque;
using Realtime.Gateway.Identity.Revocations;
using Realtime.Gateway.Management;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Gateway.Tests.SocketIo.Support;

namespace Realtime.Gateway.Tests.Identity;

[Collection(nameof(ClusterCollection))]
public sealed class RevocationTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_revoked_token_closes_its_sockets_on_every_gateway_and_is_refused_from_then_on()
    {
        var token = cluster.Authority.Token("v-alice", id: "v-jti");
        await using var first = await NativeClient.WelcomeAsync(cluster.First.SocketsUrl, token);
        await using var second = await NativeClient.WelcomeAsync(cluster.Second.SocketsUrl, token);
        await using var other = await NativeClient.WelcomeAsync(cluster.Second.SocketsUrl, cluster.Authority.Token("v-alice"));

        await RevokeAsync(new TokenRevoked(Guid.NewGuid(), "v-jti", null, null, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1)));

        foreach (var client in new[] { first, second })
        {
            (await client.ClosedAsync()).ShouldBe(4401);
            ((string?)(await client.ExpectAsync("error"))["data"]!["code"]).ShouldBe("unauthorized");
        }

        await other.PingAsync();
        await using var again = await NativeClient.ConnectAsync(cluster.First.SocketsUrl, token);
        (await again.ExpectAsync("welcome"))["data"]!["user_id"].ShouldBeNull();
    }

    [Fact]
    public async Task Revoking_a_subject_hits_tokens_issued_before_and_not_those_after()
    {
        await using var before = await NativeClient.WelcomeAsync(cluster.First.SocketsUrl, cluster.Authority.Token("v-bob"));

        await RevokeAsync(new TokenRevoked(Guid.NewGuid(), null, null, "v-bob", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1)));

        (await before.ClosedAsync()).ShouldBe(4401);
    }

    [Fact]
    public async Task Revoking_a_client_closes_the_sockets_of_its_users_and_of_nobody_else()
    {
        var token = cluster.Authority.Token("v-dora", client: "v-shop");
        await using var first = await NativeClient.WelcomeAsync(cluster.First.SocketsUrl, token);
        await using var second = await NativeClient.WelcomeAsync(cluster.Second.SocketsUrl, cluster.Authority.Token("v-emil", client: "v-shop"));
        await using var vendor = await ConnectAsync(cluster.Second, "/vendor", cluster.Authority.Token("v-fred", client: "v-shop"));
        await using var other = await NativeClient.WelcomeAsync(cluster.Second.SocketsUrl, cluster.Authority.Token("v-dora", client: "v-bank"));

        await RevokeAsync(new TokenRevoked(Guid.NewGuid(), null, null, null, DateTimeOffset.UtcNow.AddSeconds(1), DateTimeOffset.UtcNow.AddHours(1), "v-shop"));

        (await first.ClosedAsync()).ShouldBe(4401);
        (await second.ClosedAsync()).ShouldBe(4401);
        await vendor.ReadToEndAsync();
        ((int?)vendor.CloseStatus).ShouldBe(4401);
        await other.PingAsync();
        await using var again = await NativeClient.ConnectAsync(cluster.First.SocketsUrl, token);
        (await again.ExpectAsync("welcome"))["data"]!["user_id"].ShouldBeNull();
    }

    [Fact]
    public async Task A_session_that_was_revoked_never_comes_back()
    {
        await using var socket = await NativeClient.WelcomeAsync(cluster.First.SocketsUrl, cluster.Authority.Token("v-gina", session: "v-ended"));

        await RevokeAsync(new TokenRevoked(Guid.NewGuid(), null, "v-ended", null, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddHours(1)));

        (await socket.ClosedAsync()).ShouldBe(4401);
    }

    [Theory]
    [InlineData("/user", "token")]
    [InlineData("/user", "subject")]
    [InlineData("/vendor", "token")]
    [InlineData("/vendor", "subject")]
    public async Task A_revocation_closes_the_sockets_of_namespaces(string path, string by)
    {
        var user = $"v-{path[1..]}-{by}";
        var token = cluster.Authority.Token(user, id: user + "-jti");
        await using var concerned = await ConnectAsync(cluster.Second, path, token);
        await using var second = await ConnectAsync(cluster.First, path, cluster.Authority.Token("v-other"));
        await ConnectAsync(second, path == "/user" ? "/vendor" : "/user", token);
        await using var other = await ConnectAsync(cluster.Second, path, cluster.Authority.Token("v-other"));

        await RevokeAsync(new TokenRevoked(Guid.NewGuid(), by == "token" ? user + "-jti" : null, null, by == "token" ? null : user, DateTimeOffset.UtcNow.AddSeconds(1), DateTimeOffset.UtcNow.AddHours(1)));

        foreach (var socket in new[] { concerned, second })
        {
            await socket.ReadToEndAsync();
            ((int?)socket.CloseStatus).ShouldBe(4401);
        }

        await other.SendAsync($"42{path},1[\"register-{path[1..]}\",{{}}]");
        (await other.ReadPacketAsync()).ShouldBe($"43{path},1[{{\"status\":\"ok\"}}]");
        await other.SendAsync($"40{path},{{\"token\":\"{token}\"}}");
        (await other.ReadPacketAsync())!.ShouldContain("unauthorized");
    }

    [Fact]
    public async Task A_token_that_a_namespace_does_not_use_any_more_does_not_close_the_socket()
    {
        await using var socket = await ConnectAsync(cluster.First, "/vendor", cluster.Authority.Token("v-left", id: "v-left-jti"));
        await socket.SendAsync("41/vendor,");
        await ConnectAsync(socket, "/user", cluster.Authority.Token("v-stays", id: "v-replaced-jti"));
        await ConnectAsync(socket, "/user", cluster.Authority.Token("v-stays"));
        await using var marker = await NativeClient.WelcomeAsync(cluster.First.SocketsUrl, cluster.Authority.Token("v-marker", id: "v-marker-jti"));

        foreach (var id in new[] { "v-left-jti", "v-replaced-jti", "v-marker-jti" })
        {
            await RevokeAsync(new TokenRevoked(Guid.NewGuid(), id, null, null, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1)));
        }

        (await marker.ClosedAsync()).ShouldBe(4401);
        await Realtime.Testing.Eventually.Async(() => cluster.First.Get<RevocationList>() is var list && new[] { "v-left-jti", "v-replaced-jti" }.All(id => list.IsRevoked(new ConnectionIdentity { UserId = "", TokenId = id })));
        await socket.SendAsync("42/user,1[\"register-user\",{}]");
        (await socket.ReadPacketAsync()).ShouldBe("43/user,1[{\"status\":\"ok\"}]");
    }

    [Theory]
    [InlineData("/user")]
    [InlineData("/vendor")]
    public async Task Disconnecting_a_user_closes_the_sockets_of_namespaces(string path)
    {
        var user = "v-out-" + path[1..];
        await using var socket = await ConnectAsync(cluster.Second, path, cluster.Authority.Token(user));

        cluster.First.Get<Disconnects>().Everywhere(ControlTypes.DisconnectUser, user);

        await socket.ReadToEndAsync();
        ((int?)socket.CloseStatus).ShouldBe(4403);
    }

    [Theory]
    [InlineData("session_id", "v-sid")]
    [InlineData("client_id", "v-client")]
    public async Task A_gateway_that_starts_later_knows_what_was_revoked_before(string kind, string id)
    {
        var token = cluster.Authority.Token("v-carol", session: kind == "session_id" ? id : null, client: kind == "client_id" ? id : null);
        cluster.Authority.Revocations.Enqueue(new JsonObject
        {
            [kind] = id,
            ["revoked_at"] = DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeMilliseconds(),
            ["expires_at"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds(),
        });
        await using var gateway = await TestGateway.StartAsync(cluster.Broker, cluster.Authority);

        await Realtime.Testing.Eventually.PassesAsync(async () =>
        {
            await using var client = await NativeClient.ConnectAsync(gateway.SocketsUrl, token);
            (await client.ExpectAsync("welcome"))["data"]!["user_id"].ShouldBeNull();
        });
    }

    [Fact]
    public async Task Opaque_tokens_are_asked_for_once_and_their_expiry_checked_on_every_hit()
    {
        var validator = cluster.First.Get<IOpaqueTokenValidator>();
        cluster.Authority.AnswerOpaque = question => (string?)question["token"] == "good"
            ? new JsonObject { ["valid"] = true, ["claims"] = new JsonObject { ["company_id"] = "c1", ["agent_id"] = "a1", ["user_id"] = "u1", ["expires_at"] = DateTimeOffset.UtcNow.AddSeconds(12).ToString("O") } }
            : new JsonObject { ["valid"] = false, ["code"] = "InvalidAPIKey", ["message"] = "API key is missing or invalid." };
        var asked = cluster.Authority.OpaqueQuestions;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => validator.ValidateAsync(OpaqueTokenKind.User, "good", "key", CancellationToken.None).AsTask()));

        answers.ShouldAllBe(answer => answer.Valid && answer.Claims!.CompanyId == "c1");
        (cluster.Authority.OpaqueQuestions - asked).ShouldBe(1);
        (await validator.ValidateAsync(OpaqueTokenKind.User, "bad", "key", CancellationToken.None)).Code.ShouldBe("InvalidAPIKey");
        await Realtime.Testing.Eventually.Async(async () => (await validator.ValidateAsync(OpaqueTokenKind.User, "good", "key", CancellationToken.None)).Message == "Company token has expired.");
        (cluster.Authority.OpaqueQuestions - asked).ShouldBe(2);
    }

    private static async Task<RawSocket> ConnectAsync(TestGateway gateway, string path, string token)
    {
        var socket = await RawSocket.ConnectAsync(new UriBuilder(gateway.SocketsUrl) { Scheme = "ws", Path = "/socket.io/", Query = "EIO=4&transport=websocket" }.Uri);
        (await socket.ReadAsync())![0].ShouldBe('0');
        await ConnectAsync(socket, path, token);
        return socket;
    }

    private static async Task ConnectAsync(RawSocket socket, string path, string token)
    {
        await socket.SendAsync($"40{path},{{\"token\":\"{token}\"}}");
        (await socket.ReadPacketAsync())!.ShouldStartWith($"40{path},{{\"sid\":");
    }

    private Task RevokeAsync(TokenRevoked revocation) => cluster.First.Get<IBus>().Publish(revocation);
}
