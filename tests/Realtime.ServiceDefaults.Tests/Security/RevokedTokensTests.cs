using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Realtime.ServiceDefaults.Security;
using Realtime.ServiceDefaults.Tests.Support;
using Realtime.Testing;
using Realtime.Testing.Tokens;

namespace Realtime.ServiceDefaults.Tests.Security;

public sealed class RevokedTokensTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<JsonObject> _revocations = new();
    private TestAuthority _authority = null!;
    private TestService _auth = null!;
    private TestService _service = null!;

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        _auth = await TestService.StartAsync(
            builder => builder.AddInternalCalls(),
            app => app.MapInternal().MapGet("/revocations", () => Results.Json(new JsonObject { ["now"] = 1, ["revocations"] = new JsonArray([.. _revocations.Select(entry => entry.DeepClone())]) })),
            new() { ["Internal:Key"] = "key-of-the-tests" });
        _service = await TestService.StartAsync(
            builder => builder.AddRealtimeAuthentication().AddRevokedTokens(),
            settings: new()
            {
                ["Authentication:Authority"] = _authority.Address.AbsoluteUri,
                ["services:auth:http:0"] = _auth.Client.BaseAddress!.AbsoluteUri,
                ["Internal:Key"] = "key-of-the-tests",
            });
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _auth.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Theory]
    [InlineData("token_id", "j1")]
    [InlineData("session_id", "s1")]
    [InlineData("subject", "u1")]
    [InlineData("client_id", "c1")]
    public async Task A_token_that_was_good_is_refused_when_auth_lists_it(string kind, string id)
    {
        var token = Issue("u1", "j1", "s1", "c1");
        var other = Issue("u2", "j2", "s2", "c2");
        (await ValidateAsync(token)).Succeeded.ShouldBeTrue();

        var now = DateTimeOffset.UtcNow;
        _revocations.Enqueue(new JsonObject { [kind] = id, ["revoked_at"] = now.AddSeconds(1).ToUnixTimeMilliseconds(), ["expires_at"] = now.AddHours(1).ToUnixTimeMilliseconds() });

        await Eventually.Async(async () => (await ValidateAsync(token)).Failure == AccessTokenFailure.Revoked, TimeSpan.FromSeconds(60));
        (await ValidateAsync(other)).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("session_id", "s3", AccessTokenFailure.Revoked)]
    [InlineData("subject", "u3", AccessTokenFailure.None)]
    [InlineData("client_id", "c3", AccessTokenFailure.None)]
    public async Task A_token_issued_after_a_revocation_is_good_unless_its_session_has_ended(string kind, string id, AccessTokenFailure expected)
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var (by, value) in new[] { (kind, id), ("token_id", "marker") })
        {
            _revocations.Enqueue(new JsonObject { [by] = value, ["revoked_at"] = now.AddMinutes(-1).ToUnixTimeMilliseconds(), ["expires_at"] = now.AddHours(1).ToUnixTimeMilliseconds() });
        }

        var marker = Issue("u9", "marker", "s9", "c9");
        await Eventually.Async(async () => (await ValidateAsync(marker)).Failure == AccessTokenFailure.Revoked, TimeSpan.FromSeconds(20));
        (await ValidateAsync(Issue("u3", "j3", "s3", "c3"))).Failure.ShouldBe(expected);
    }

    private string Issue(string subject, string tokenId, string sessionId, string clientId) => _authority.Issue(subject, "realtime.read", change: claims =>
    {
        claims["jti"] = tokenId;
        claims["sid"] = sessionId;
        claims["client_id"] = clientId;
    });

    private async Task<AccessTokenResult> ValidateAsync(string token) =>
        await _service.Services.GetRequiredService<IAccessTokenValidator>().ValidateAsync(token, CancellationToken.None);
}
