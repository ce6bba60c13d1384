using System.Text.Json.Nodes;
using MassTransit;
using Realtime.Contracts.Events;
using Realtime.Gateway.Identity.Opaque;
using Realtime.Gateway.Tests.Cluster;

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
    public async Task A_gateway_that_starts_later_knows_what_was_revoked_before()
    {
        var token = cluster.Authority.Token("v-carol", session: "v-sid");
        cluster.Authority.Revocations.Enqueue(new JsonObject
        {
            ["session_id"] = "v-sid",
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
            ? new JsonObject { ["valid"] = true, ["claims"] = new JsonObject { ["company_id"] = "c1", ["agent_id"] = "a1", ["user_id"] = "u1", ["expires_at"] = DateTimeOffset.UtcNow.AddSeconds(5).ToString("O") } }
            : new JsonObject { ["valid"] = false, ["code"] = "InvalidAPIKey", ["message"] = "API key is missing or invalid." };
        var asked = cluster.Authority.OpaqueQuestions;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => validator.ValidateAsync(OpaqueTokenKind.User, "good", "key", CancellationToken.None).AsTask()));

        answers.ShouldAllBe(answer => answer.Valid && answer.Claims!.CompanyId == "c1");
        (cluster.Authority.OpaqueQuestions - asked).ShouldBe(1);
        (await validator.ValidateAsync(OpaqueTokenKind.User, "bad", "key", CancellationToken.None)).Code.ShouldBe("InvalidAPIKey");
        await Realtime.Testing.Eventually.Async(async () => (await validator.ValidateAsync(OpaqueTokenKind.User, "good", "key", CancellationToken.None)).Message == "Company token has expired.");
        (cluster.Authority.OpaqueQuestions - asked).ShouldBe(2);
    }

    private Task RevokeAsync(TokenRevoked revocation) => cluster.First.Get<IBus>().Publish(revocation);
}
