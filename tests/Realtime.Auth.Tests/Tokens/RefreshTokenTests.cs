using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Tokens;

public sealed class RefreshTokenTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private static readonly (string, string) Offline = ("scope", "realtime.connect offline_access");

    private OAuthTestClient Dev => OAuthTestClient.Of(fixture.Server);

    [Fact]
    public async Task Refresh_GivesANewPairOfTheSameSession()
    {
        var first = await Dev.ExchangeAsync("user-1", Offline, ("cap", """{"chat:*":["publish"]}"""), ("tenant", "t1"), ("roles", "admin"), ("lifetime", "60"));
        var second = await RefreshAsync(Dev, first);

        second.Text("refresh_token").ShouldNotBe(first.Text("refresh_token"));
        second.GetProperty("expires_in").GetInt32().ShouldBe(60);
        var (before, after) = (Jwt.Claims(first.AccessToken()), Jwt.Claims(second.AccessToken()));
        foreach (var claim in new[] { "sub", "sid", "client_id", "scope", "tenant" })
        {
            after.Text(claim).ShouldBe(before.Text(claim));
        }

        after.GetProperty("cap").GetRawText().ShouldBe(before.GetProperty("cap").GetRawText());
        after.GetProperty("roles").GetRawText().ShouldBe(before.GetProperty("roles").GetRawText());
        after.Text("jti").ShouldNotBe(before.Text("jti"));
    }

    [Fact]
    public async Task OfflineAccessAlone_GivesAConnectionTokenToo() =>
        (await Dev.ExchangeAsync("user-1", ("scope", "offline_access"))).Text("scope").ShouldBe("realtime.connect offline_access");

    [Fact]
    public async Task ReuseOfAnOldToken_EndsTheWholeFamily()
    {
        var first = await Dev.ExchangeAsync("user-1", Offline);
        var second = await RefreshAsync(Dev, first);

        await ShouldRefuseAsync(Dev, first.Text("refresh_token")!);

        await ShouldRefuseAsync(Dev, second.Text("refresh_token")!);
        (await Dev.IsActiveAsync(first.AccessToken())).ShouldBeFalse();
        (await Dev.IsActiveAsync(second.AccessToken())).ShouldBeFalse();
    }

    [Fact]
    public async Task SimultaneousUseOfOneToken_GivesAtMostOnePairAndEndsTheFamily()
    {
        var first = await Dev.ExchangeAsync("user-1", Offline);
        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(Dev, first.Text("refresh_token")!)));

        var winners = attempts.Where(attempt => attempt.StatusCode == HttpStatusCode.OK).ToArray();
        winners.Length.ShouldBeLessThanOrEqualTo(1);
        (await Dev.IsActiveAsync(first.AccessToken())).ShouldBeFalse();
        foreach (var winner in winners)
        {
            var pair = await winner.Content.ReadFromJsonAsync<JsonElement>();
            (await Dev.IsActiveAsync(pair.AccessToken())).ShouldBeFalse();
            await ShouldRefuseAsync(Dev, pair.Text("refresh_token")!);
        }
    }

    [Fact]
    public async Task Refresh_MayNarrowTheScopeButNotWidenIt()
    {
        var first = await Dev.ExchangeAsync("user-1", ("scope", "realtime.connect realtime.read offline_access"));
        using var wider = await Dev.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", first.Text("refresh_token")!), ("scope", "realtime.admin"));
        (await wider.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_scope");

        // A refused request does not use the token up.
        var narrower = await Dev.GrantAsync(("grant_type", "refresh_token"), ("refresh_token", first.Text("refresh_token")!), ("scope", "realtime.connect"));
        narrower.Text("scope").ShouldBe("realtime.connect");
        (await RefreshAsync(Dev, narrower)).Text("scope").ShouldBe("realtime.connect realtime.read offline_access");
    }

    [Fact]
    public async Task Refresh_LeavesOutWhatTheClientHasLostSince()
    {
        var database = await fixture.CreateDatabaseAsync();
        var before = fixture.Start(App(["realtime.connect", "realtime.read"], ["clerk", "boss"]), database);
        var session = await OAuthTestClient.Of(before, "app", "app-secret").ExchangeAsync("user-1", ("scope", "realtime.connect realtime.read offline_access"), ("roles", "clerk boss"));

        var after = OAuthTestClient.Of(fixture.StartReplica(before, App(["realtime.connect"], ["clerk"])), "app", "app-secret");
        var refreshed = await RefreshAsync(after, session);

        refreshed.Text("scope").ShouldBe("realtime.connect offline_access");
        Jwt.Claims(refreshed.AccessToken()).GetProperty("roles").EnumerateArray().Select(role => role.GetString()).ShouldBe(["clerk"]);
    }

    [Fact]
    public async Task Refresh_ByAnotherClient_IsRefusedAndHarmsNobody()
    {
        var settings = new Dictionary<string, string>
        {
            ["Auth:Clients:other:Secret"] = "other-secret",
            ["Auth:Clients:other:Grants:0"] = "refresh_token",
        };
        var server = fixture.Start(settings, await fixture.CreateDatabaseAsync());
        var dev = OAuthTestClient.Of(server);
        var first = await dev.ExchangeAsync("user-1", Offline);

        await ShouldRefuseAsync(OAuthTestClient.Of(server, "other", "other-secret"), first.Text("refresh_token")!);

        (await RefreshAsync(dev, first)).AccessToken().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Refresh_AfterItsLifetime_IsRefused()
    {
        var time = new AdjustableTime();
        var settings = new Dictionary<string, string> { ["Auth:RefreshTokenLifetime"] = "01:00:00", ["Auth:RefreshFamilyLifetime"] = "02:00:00" };
        var dev = OAuthTestClient.Of(fixture.Start(settings, time: time));
        var current = await dev.ExchangeAsync("user-1", Offline);
        for (var i = 0; i < 2; i++)
        {
            time.Advance(TimeSpan.FromMinutes(50));
            current = await RefreshAsync(dev, current);
        }

        // The family is 100 minutes old: its last 20 minutes bound the token.
        time.Advance(TimeSpan.FromMinutes(21));
        await ShouldRefuseAsync(dev, current.Text("refresh_token")!);
    }

    private static Dictionary<string, string> App(string[] scopes, string[] roles)
    {
        var settings = new Dictionary<string, string> { ["Auth:Clients:app:Secret"] = "app-secret", ["Auth:Clients:app:ExchangeSubjects:0"] = "*" };
        string[] grants = ["client_credentials", "refresh_token", OAuthTestClient.ExchangeGrant];
        foreach (var (name, values) in new[] { ("Grants", grants), ("Scopes", scopes), ("Roles", roles) })
        {
            for (var i = 0; i < values.Length; i++)
            {
                settings[$"Auth:Clients:app:{name}:{i}"] = values[i];
            }
        }

        return settings;
    }

    private static Task<JsonElement> RefreshAsync(OAuthTestClient client, JsonElement previous) =>
        client.GrantAsync(("grant_type", "refresh_token"), ("refresh_token", previous.Text("refresh_token")!));

    private static Task<HttpResponseMessage> SendAsync(OAuthTestClient client, string token) =>
        client.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", token));

    private static async Task ShouldRefuseAsync(OAuthTestClient client, string token)
    {
        using var response = await SendAsync(client, token);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_grant");
    }
}
