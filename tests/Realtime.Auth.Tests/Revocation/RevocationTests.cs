using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Auth.Tests.Support;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Revocation;

public sealed class RevocationTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Auth:Clients:shop:Secret"] = "shop-secret",
        ["Auth:Clients:shop:Grants:0"] = "client_credentials",
        ["Auth:Clients:shop:Grants:1"] = "refresh_token",
        ["Auth:Clients:shop:Grants:2"] = OAuthTestClient.ExchangeGrant,
        ["Auth:Clients:shop:Scopes:0"] = "realtime.connect",
        ["Auth:Clients:shop:ExchangeSubjects:0"] = "shop-*",
    };

    private AuthServer Server => fixture.Shared(Settings);

    private OAuthTestClient Dev => OAuthTestClient.Of(Server);

    private OAuthTestClient Shop => OAuthTestClient.Of(Server, "shop", "shop-secret");

    [Fact]
    public async Task RevokeToken_EndsThatTokenOnlyAndTellsTheGateways()
    {
        await using var listener = await RevocationListener.StartAsync(fixture.Broker);
        var (revoked, other) = ((await Dev.ExchangeAsync("user-1")).AccessToken(), (await Dev.ExchangeAsync("user-1")).AccessToken());

        await RevokeAsync(Dev, ("token", revoked));
        (await Dev.IsActiveAsync(revoked)).ShouldBeFalse();
        (await Dev.IsActiveAsync(other)).ShouldBeTrue();

        var tokenId = Jwt.Claims(revoked).Text("jti");
        await Eventually.Async(() => listener.Events.Any(revocation => revocation.TokenId == tokenId), because: "no event came");
        var told = listener.Events.Single(revocation => revocation.TokenId == tokenId);
        told.SessionId.ShouldBeNull();
        told.Subject.ShouldBeNull();
        told.ExpiresAt.ToUnixTimeSeconds().ShouldBe(Jwt.Claims(revoked).GetProperty("exp").GetInt64());
    }

    [Fact]
    public async Task RevokeToken_TellsTheGatewaysWithinTwoSeconds()
    {
        await using var listener = await RevocationListener.StartAsync(fixture.Broker);
        await Promised.WithinAsync(
            TimeSpan.FromSeconds(2),
            async () =>
            {
                var token = (await Dev.ExchangeAsync("user-1")).AccessToken();
                var tokenId = Jwt.Claims(token).Text("jti");
                var watch = Stopwatch.StartNew();
                await RevokeAsync(Dev, ("token", token));
                await Eventually.Async(() => listener.Events.Any(revocation => revocation.TokenId == tokenId), because: "no event came");
                return watch.Elapsed;
            });
    }

    [Fact]
    public async Task RevokeSession_EndsAllItsTokens()
    {
        await using var listener = await RevocationListener.StartAsync(fixture.Broker);
        var first = await Dev.ExchangeAsync("user-2", ("scope", "offline_access"));
        var second = await Dev.GrantAsync(("grant_type", "refresh_token"), ("refresh_token", first.Text("refresh_token")!));
        var sessionId = Jwt.Claims(first.AccessToken()).Text("sid")!;

        await RevokeAsync(Dev, ("session_id", sessionId));

        (await Dev.IsActiveAsync(first.AccessToken())).ShouldBeFalse();
        (await Dev.IsActiveAsync(second.AccessToken())).ShouldBeFalse();
        (await Dev.IsActiveAsync(second.Text("refresh_token")!)).ShouldBeFalse();
        await Eventually.Async(() => listener.Events.Any(revocation => revocation.SessionId == sessionId));
    }

    [Fact]
    public async Task RevokeRefreshToken_EndsItsWholeSession()
    {
        var pair = await Dev.ExchangeAsync("user-3", ("scope", "offline_access"));
        await RevokeAsync(Dev, ("token", pair.Text("refresh_token")!), ("token_type_hint", "refresh_token"));

        (await Dev.IsActiveAsync(pair.AccessToken())).ShouldBeFalse();
        using var refresh = await Dev.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", pair.Text("refresh_token")!));
        refresh.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task RevokeSubject_EndsWhatWasIssuedBeforeAndNothingIssuedAfter()
    {
        await using var listener = await RevocationListener.StartAsync(fixture.Broker);
        var before = await Dev.ExchangeAsync("user-4", ("scope", "offline_access"));
        var bystander = (await Dev.ExchangeAsync("user-5")).AccessToken();

        await RevokeAsync(Dev, ("subject", "user-4"));

        (await Dev.IsActiveAsync(before.AccessToken())).ShouldBeFalse();
        (await Dev.IsActiveAsync(before.Text("refresh_token")!)).ShouldBeFalse();
        (await Dev.IsActiveAsync(bystander)).ShouldBeTrue();
        await Eventually.Async(() => listener.Events.Any(revocation => revocation.Subject == "user-4"));

        // At once, in the same second: the new token must not look revoked.
        var after = (await Dev.ExchangeAsync("user-4")).AccessToken();
        (await Dev.IsActiveAsync(after)).ShouldBeTrue();
        var told = listener.Events.Single(revocation => revocation.Subject == "user-4");
        Jwt.Claims(after).GetProperty("iat").GetInt64().ShouldBeGreaterThan(told.RevokedAt.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task RevokeSubject_TwiceInASecond_EndsWhatWasIssuedInBetween()
    {
        List<string> issued = [];
        for (var i = 0; i < 5; i++)
        {
            await RevokeAsync(Dev, ("subject", "user-9"));
            issued.Add((await Dev.ExchangeAsync("user-9")).AccessToken());
            (await Dev.IsActiveAsync(issued[^1])).ShouldBeTrue();
        }

        await RevokeAsync(Dev, ("subject", "user-9"));
        foreach (var token in issued)
        {
            (await Dev.IsActiveAsync(token)).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("token", "nonsense")]
    [InlineData("token", "a.b.c")]
    public async Task RevokeToken_ThatIsNone_Succeeds(string name, string value) => await RevokeAsync(Dev, (name, value));

    [Fact]
    public async Task RevokeToken_WithAnUnknownHint_Succeeds() =>
        await RevokeAsync(Dev, ("token", await Dev.OwnTokenAsync()), ("token_type_hint", "saml"));

    [Fact]
    public async Task Revoke_WithoutOrWithTwoTargets_IsAnInvalidRequest()
    {
        await ShouldRefuseAsync(Dev, "invalid_request");
        await ShouldRefuseAsync(Dev, "invalid_request", ("token", "a"), ("subject", "b"));
        await ShouldRefuseAsync(Dev, "invalid_request", ("subject", "a b"));
        await ShouldRefuseAsync(Dev, "invalid_request", ("session_id", "../x"));
    }

    [Fact]
    public async Task Revoke_WhatBelongsToAnotherClient_IsRefused()
    {
        var devs = await Dev.OwnTokenAsync();
        await ShouldRefuseAsync(Shop, "unauthorized_client", ("token", devs));
        await ShouldRefuseAsync(Shop, "unauthorized_client", ("session_id", Jwt.Claims(devs).Text("sid")!));
        await ShouldRefuseAsync(Shop, "unauthorized_client", ("subject", "bank-1"));
        (await Dev.IsActiveAsync(devs)).ShouldBeTrue();

        await RevokeAsync(Shop, ("subject", "shop-1"));
        var session = await Shop.ExchangeAsync("shop-2", ("scope", "offline_access"));
        await RevokeAsync(Shop, ("session_id", Jwt.Claims(session.AccessToken()).Text("sid")!));
    }

    [Fact]
    public async Task RevokedToken_CannotBeExchanged()
    {
        var form = await Dev.ExchangeFormAsync("user-6");
        await RevokeAsync(Dev, ("token", form.Single(pair => pair.Name == "subject_token").Value));
        using var response = await Dev.TokenAsync(form);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_request");
    }

    [Fact]
    public async Task Revocation_IsKnownToOtherReplicasAndAfterARestart()
    {
        var other = OAuthTestClient.Of(fixture.StartReplica(Server, Settings));
        var token = (await Dev.ExchangeAsync("user-7")).AccessToken();
        (await other.IsActiveAsync(token)).ShouldBeTrue();

        await RevokeAsync(Dev, ("token", token));

        await Eventually.Async(async () => !await other.IsActiveAsync(token));
        (await OAuthTestClient.Of(fixture.StartReplica(Server, Settings)).IsActiveAsync(token)).ShouldBeFalse();
    }

    [Fact]
    public async Task RevocationList_HoldsWhatGatewaysNeedUntilItExpires()
    {
        var time = new AdjustableTime();
        var server = fixture.Start(database: await fixture.CreateDatabaseAsync(), time: time);
        var dev = OAuthTestClient.Of(server);
        var token = (await dev.ExchangeAsync("user-8", ("lifetime", "60"))).AccessToken();
        await RevokeAsync(dev, ("token", token));
        await RevokeAsync(dev, ("session_id", "abc"));
        await RevokeAsync(dev, ("subject", "user-8"));

        var list = await ListAsync(server, 0);
        var items = list.GetProperty("revocations").EnumerateArray().ToArray();
        items.Length.ShouldBe(3);
        items[0].Text("token_id").ShouldBe(Jwt.Claims(token).Text("jti"));
        items[0].GetProperty("expires_at").GetInt64().ShouldBe(Jwt.Claims(token).GetProperty("exp").GetInt64() * 1000);
        items[1].Text("session_id").ShouldBe("abc");
        items[2].Text("subject").ShouldBe("user-8");
        items[2].GetProperty("revoked_at").GetInt64().ShouldBeLessThanOrEqualTo(list.GetProperty("now").GetInt64());

        time.Advance(TimeSpan.FromSeconds(61));
        var later = await ListAsync(server, 0);
        later.GetProperty("revocations").EnumerateArray().Any(item => item.TryGetProperty("token_id", out _)).ShouldBeFalse();
        (await ListAsync(server, later.GetProperty("now").GetInt64())).GetProperty("revocations").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task InternalRoutes_WithoutTheKey_AreRefused()
    {
        using var http = Server.Connect();
        (await http.GetAsync("/internal/revocations?since=0")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Add("X-Internal-Key", "wrong");
        (await http.GetAsync("/internal/revocations?since=0")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<JsonElement> ListAsync(AuthServer server, long since)
    {
        using var http = server.Connect();
        http.DefaultRequestHeaders.Add("X-Internal-Key", "dev-internal-key");
        return await http.GetFromJsonAsync<JsonElement>($"/internal/revocations?since={since}");
    }

    private static async Task RevokeAsync(OAuthTestClient client, params (string, string)[] form)
    {
        using var response = await client.PostAsync("/connect/revocation", form);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    private static async Task ShouldRefuseAsync(OAuthTestClient client, string error, params (string, string)[] form)
    {
        using var response = await client.PostAsync("/connect/revocation", form);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe(error);
    }
}
