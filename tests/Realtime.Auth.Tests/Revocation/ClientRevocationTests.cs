using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Auth.Tests.Support;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Revocation;

/// <summary>A client that goes, or may speak for fewer users, takes with it what was issued to it.</summary>
public sealed class ClientRevocationTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private const string Path = "/api/v1/clients";

    private AuthServer Server => fixture.Server;

    private OAuthTestClient Dev => OAuthTestClient.Of(Server);

    [Fact]
    public async Task DeletedClient_TakesTheTokensOfItsUsersWithIt()
    {
        await using var listener = await RevocationListener.StartAsync(fixture.Broker);
        using var admin = await AdminAsync();
        var app = await AddAsync(admin, "gone");
        var (own, exchanged) = (await app.OwnTokenAsync(), (await app.ExchangeAsync("gone-1")).AccessToken());
        var bystander = (await Dev.ExchangeAsync("gone-1")).AccessToken();

        var deletedAt = Server.Time.GetUtcNow();
        (await admin.DeleteAsync($"{Path}/gone")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await Dev.IsActiveAsync(own)).ShouldBeFalse();
        (await Dev.IsActiveAsync(exchanged)).ShouldBeFalse();
        (await Dev.IsActiveAsync(bystander)).ShouldBeTrue();
        await Eventually.Async(() => listener.Events.Any(revocation => revocation.ClientId == "gone"), because: "no event came");
        var told = listener.Events.Single(revocation => revocation.ClientId == "gone");
        (told.TokenId ?? told.SessionId ?? told.Subject).ShouldBeNull();

        // As long as another replica may know the client by heart.
        told.RevokedAt.ShouldBeInRange(deletedAt + TimeSpan.FromSeconds(4.9), Server.Time.GetUtcNow() + TimeSpan.FromSeconds(5));
        told.ExpiresAt.ShouldBe(told.RevokedAt + TimeSpan.FromDays(1));
        (await ListAsync()).Any(item => item.Text("client_id") == "gone").ShouldBeTrue();

        // Who is added anew under the old name begins anew, at once.
        var successor = await AddAsync(admin, "gone");
        (await Dev.IsActiveAsync((await successor.ExchangeAsync("gone-1")).AccessToken())).ShouldBeTrue();
        (await Dev.IsActiveAsync(exchanged)).ShouldBeFalse();
    }

    [Fact]
    public async Task DisabledClient_TakesTheTokensOfItsUsersWithIt()
    {
        using var admin = await AdminAsync();
        var app = await AddAsync(admin, "off");
        var session = await app.ExchangeAsync("off-1", ("scope", "offline_access"));

        await ReplaceAsync(admin, "off", Definition("off", ["off-*"], enabled: false));
        (await Dev.IsActiveAsync(session.AccessToken())).ShouldBeFalse();

        await ReplaceAsync(admin, "off", Definition("off", ["off-*"]));
        (await Dev.IsActiveAsync(session.AccessToken())).ShouldBeFalse();
        await ShouldNotRefreshAsync(app, session);
        (await Dev.IsActiveAsync((await app.ExchangeAsync("off-1")).AccessToken())).ShouldBeTrue();
    }

    [Fact]
    public async Task ClientThatMayNotExchangeAnyMore_LosesItsTokensAndSignIns()
    {
        using var admin = await AdminAsync();
        var app = await AddAsync(admin, "lost");
        var session = await app.ExchangeAsync("lost-1", ("scope", "offline_access"));

        await ReplaceAsync(admin, "lost", Definition("lost", ["lost-*"], ["client_credentials", "refresh_token"]));

        (await Dev.IsActiveAsync(session.AccessToken())).ShouldBeFalse();
        await ShouldNotRefreshAsync(app, session);
        (await Dev.IsActiveAsync(await app.OwnTokenAsync())).ShouldBeTrue();
    }

    [Fact]
    public async Task ClientWithFewerUsers_KeepsTheSignInsOfTheOthers()
    {
        using var admin = await AdminAsync();
        var app = await AddAsync(admin, "part", ["part-a-*", "part-b-*"]);
        var (kept, lost) = (await app.ExchangeAsync("part-a-1", ("scope", "offline_access")), await app.ExchangeAsync("part-b-1", ("scope", "offline_access")));

        await ReplaceAsync(admin, "part", Definition("part", ["part-a-*"]));

        (await Dev.IsActiveAsync(lost.AccessToken())).ShouldBeFalse();
        await ShouldNotRefreshAsync(app, lost);
        var refreshed = await app.GrantAsync(("grant_type", "refresh_token"), ("refresh_token", kept.Text("refresh_token")!));
        (await Dev.IsActiveAsync(refreshed.AccessToken())).ShouldBeTrue();
    }

    [Fact]
    public async Task ClientWithMoreUsers_KeepsItsTokens()
    {
        using var admin = await AdminAsync();
        var app = await AddAsync(admin, "more", ["more-a-*", "more-b-1"]);
        var token = (await app.ExchangeAsync("more-a-1")).AccessToken();

        await ReplaceAsync(admin, "more", Definition("more", ["more-*"]));

        (await Dev.IsActiveAsync(token)).ShouldBeTrue();
    }

    [Fact]
    public async Task ReplicaThatHasNotHeard_IssuesNothingThatLasts()
    {
        using var admin = await AdminAsync();
        var app = await AddAsync(admin, "late");
        var replica = fixture.StartReplica(Server);
        var there = OAuthTestClient.Of(replica.Address, app.ClientId, app.Secret);
        List<string> issued = [(await there.ExchangeAsync("late-1")).AccessToken()];

        (await admin.DeleteAsync($"{Path}/late")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Eventually.Async(async () =>
        {
            using var response = await there.TokenAsync(("grant_type", "client_credentials"));
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                return true;
            }

            issued.Add((await response.Content.ReadFromJsonAsync<JsonElement>()).AccessToken());
            return false;
        });

        foreach (var token in issued)
        {
            (await Dev.IsActiveAsync(token)).ShouldBeFalse();
            (await OAuthTestClient.Of(replica).IsActiveAsync(token)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task ConfiguredClient_ThatIsConfiguredNoMore_TakesItsTokensWithIt()
    {
        var database = await fixture.CreateDatabaseAsync();
        var first = fixture.Start(Shop("shop-*", "bank-*"), database);
        var before = OAuthTestClient.Of(first, "shop", "shop-secret");
        var session = await before.ExchangeAsync("shop-1", ("scope", "offline_access"));

        var second = fixture.StartReplica(first, Shop("shop-*"));
        (await OAuthTestClient.Of(second).IsActiveAsync(session.AccessToken())).ShouldBeFalse();
        var refreshed = await OAuthTestClient.Of(second, "shop", "shop-secret").GrantAsync(("grant_type", "refresh_token"), ("refresh_token", session.Text("refresh_token")!));
        (await OAuthTestClient.Of(second).IsActiveAsync(refreshed.AccessToken())).ShouldBeTrue();

        var third = fixture.StartReplica(first);
        (await OAuthTestClient.Of(third).IsActiveAsync(refreshed.AccessToken())).ShouldBeFalse();

        // Configured again, the client begins anew.
        var fourth = fixture.StartReplica(first, Shop("shop-*"));
        await ShouldNotRefreshAsync(OAuthTestClient.Of(fourth, "shop", "shop-secret"), refreshed);
    }

    private static Dictionary<string, string> Shop(params string[] subjects)
    {
        var settings = new Dictionary<string, string> { ["Auth:Clients:shop:Secret"] = "shop-secret", ["Auth:Clients:shop:Scopes:0"] = "realtime.connect" };
        string[] grants = ["client_credentials", "refresh_token", OAuthTestClient.ExchangeGrant];
        for (var i = 0; i < grants.Length; i++)
        {
            settings[$"Auth:Clients:shop:Grants:{i}"] = grants[i];
        }

        for (var i = 0; i < subjects.Length; i++)
        {
            settings[$"Auth:Clients:shop:ExchangeSubjects:{i}"] = subjects[i];
        }

        return settings;
    }

    private async Task<HttpClient> AdminAsync()
    {
        var http = Server.Connect();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await Dev.OwnTokenAsync());
        return http;
    }

    private async Task<OAuthTestClient> AddAsync(HttpClient admin, string clientId, string[]? subjects = null)
    {
        using var response = await admin.PostAsJsonAsync(Path, Definition(clientId, subjects ?? [$"{clientId}-*"]));
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return OAuthTestClient.Of(Server, clientId, (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("client_secret")!);
    }

    private static async Task ReplaceAsync(HttpClient admin, string clientId, object definition)
    {
        using var response = await admin.PutAsJsonAsync($"{Path}/{clientId}", definition);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static object Definition(string clientId, string[] subjects, string[]? grants = null, bool enabled = true) => new
    {
        client_id = clientId,
        enabled,
        grants = grants ?? ["client_credentials", "refresh_token", OAuthTestClient.ExchangeGrant],
        scopes = new[] { "realtime.connect" },
        exchange_subjects = subjects,
    };

    private async Task<JsonElement[]> ListAsync()
    {
        using var http = Server.Connect();
        http.DefaultRequestHeaders.Add("X-Internal-Key", "dev-internal-key");
        return [.. (await http.GetFromJsonAsync<JsonElement>("/internal/revocations?since=0")).GetProperty("revocations").EnumerateArray()];
    }

    private static async Task ShouldNotRefreshAsync(OAuthTestClient client, JsonElement session)
    {
        using var response = await client.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", session.Text("refresh_token")!));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_grant");
    }
}
