using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Realtime.Auth.Tests.Support;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Clients;

public sealed class ClientApiTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private const string Path = "/api/v1/clients";

    private AuthServer Server => fixture.Server;

    [Fact]
    public async Task Client_FromItsCreationToItsEnd()
    {
        using var admin = await AdminAsync();
        using var created = await admin.PostAsJsonAsync(Path, Definition("app-1"));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        created.Headers.CacheControl!.NoStore.ShouldBeTrue();
        created.Headers.Location!.ToString().ShouldBe("/api/v1/clients/app-1");
        var secret = (await created.Content.ReadFromJsonAsync<JsonElement>()).Text("client_secret")!;

        var app = OAuthTestClient.Of(Server, "app-1", secret);
        var user = await app.ExchangeAsync("app-1-user", ("scope", "offline_access"));
        user.GetProperty("expires_in").GetInt32().ShouldBe(600);
        var view = await admin.GetStringAsync($"{Path}/app-1");
        view.ShouldNotContain(secret);
        view.ShouldNotContain("hash");

        // Narrowed: the change holds at once.
        using var changed = await admin.PutAsJsonAsync($"{Path}/app-1", Definition("app-1", grants: ["client_credentials"]));
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await app.TokenAsync(await app.ExchangeFormAsync("app-1-user"));
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("unauthorized_client");

        var ownToken = await app.OwnTokenAsync();
        (await admin.DeleteAsync($"{Path}/app-1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await app.TokenAsync(("grant_type", "client_credentials"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var dev = OAuthTestClient.Of(Server);
        (await dev.IsActiveAsync(ownToken)).ShouldBeFalse();
        await Eventually.Async(async () => !await dev.IsActiveAsync(user.AccessToken()));
        (await admin.GetAsync($"{Path}/app-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Secrets_TwoMayBeLiveWhileOneIsReplaced()
    {
        using var admin = await AdminAsync();
        var first = await ReadAsync(await admin.PostAsJsonAsync(Path, Definition("app-2")));
        var second = await ReadAsync(await admin.PostAsync($"{Path}/app-2/secrets", null));
        second.Text("client_secret").ShouldNotBe(first.Text("client_secret"));
        foreach (var secret in new[] { first, second })
        {
            (await OAuthTestClient.Of(Server, "app-2", secret.Text("client_secret")!).OwnTokenAsync()).ShouldNotBeEmpty();
        }

        (await admin.PostAsync($"{Path}/app-2/secrets", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await admin.DeleteAsync($"{Path}/app-2/secrets/{first.Text("id")}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var old = await OAuthTestClient.Of(Server, "app-2", first.Text("client_secret")!).TokenAsync(("grant_type", "client_credentials"));
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await OAuthTestClient.Of(Server, "app-2", second.Text("client_secret")!).OwnTokenAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Secret_WithAnExpiry_EndsByItself()
    {
        var time = new AdjustableTime();
        var server = fixture.Start(database: await fixture.CreateDatabaseAsync(), time: time);
        using var admin = await AdminAsync(server);
        await ReadAsync(await admin.PostAsJsonAsync(Path, Definition("app-3")));
        var temporary = await ReadAsync(await admin.PostAsJsonAsync($"{Path}/app-3/secrets", new { expires_at = time.GetUtcNow().AddMinutes(5) }));
        var client = OAuthTestClient.Of(server, "app-3", temporary.Text("client_secret")!);
        (await client.OwnTokenAsync()).ShouldNotBeEmpty();

        using var past = await admin.PostAsJsonAsync($"{Path}/app-3/secrets", new { expires_at = time.GetUtcNow() });
        past.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await past.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetProperty("expires_at")[0].GetString().ShouldBe("must lie in the future");

        time.Advance(TimeSpan.FromMinutes(6));
        (await client.TokenAsync(("grant_type", "client_credentials"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        // It makes room for the next one by itself.
        await ReadAsync(await admin.PostAsync($"{Path}/app-3/secrets", null));
    }

    [Fact]
    public async Task DisabledClient_IsRefusedAndItsTokensEnd()
    {
        using var admin = await AdminAsync();
        var secret = (await ReadAsync(await admin.PostAsJsonAsync(Path, Definition("app-4")))).Text("client_secret")!;
        var app = OAuthTestClient.Of(Server, "app-4", secret);
        var token = await app.OwnTokenAsync();

        (await admin.PutAsJsonAsync($"{Path}/app-4", Definition("app-4", enabled: false))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await app.TokenAsync(("grant_type", "client_credentials"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await OAuthTestClient.Of(Server).IsActiveAsync(token)).ShouldBeFalse();
    }

    [Fact]
    public async Task List_PagesById()
    {
        using var admin = await AdminAsync();
        foreach (var id in new[] { "page-1", "page-2", "page-3" })
        {
            await ReadAsync(await admin.PostAsJsonAsync(Path, Definition(id)));
        }

        var page = await admin.GetFromJsonAsync<JsonElement>($"{Path}?after=page-1&limit=2");
        page.GetProperty("clients").EnumerateArray().Select(client => client.Text("client_id")).ShouldBe(["page-2", "page-3"]);
    }

    [Fact]
    public async Task ConfiguredClient_IsChangedInConfigurationOnly()
    {
        using var admin = await AdminAsync();
        (await admin.PutAsJsonAsync($"{Path}/dev", Definition("dev"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await admin.DeleteAsync($"{Path}/dev")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await admin.PostAsync($"{Path}/dev/secrets", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await admin.PostAsJsonAsync(Path, Definition("dev"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"client_id":"a b","grants":["client_credentials"]}""")]
    [InlineData("""{"client_id":"app-9","grants":[]}""")]
    [InlineData("""{"client_id":"app-9","grants":["password"]}""")]
    [InlineData("""{"client_id":"app-9","grants":[null]}""")]
    [InlineData("""{"client_id":"app-9","grants":["client_credentials"],"scopes":["everything"]}""")]
    [InlineData("""{"client_id":"app-9","grants":["client_credentials"],"roles":["a b"]}""")]
    [InlineData("""{"client_id":"app-9","grants":["client_credentials"],"exchange_subjects":[""]}""")]
    [InlineData("""{"client_id":"app-9","grants":["client_credentials"],"display_name":"a\u0000b"}""")]
    [InlineData("""{"client_id":"app-9","grants":["client_credentials"],"token_lifetime_seconds":0}""")]
    [InlineData("""{"client_id":"app-9","grants":["client_credentials"],"requests_per_minute":-1}""")]
    [InlineData("""{"client_id":"app-9","grants":["client_credentials"],"surprise":1}""")]
    public async Task Add_BadDefinition_IsABadRequest(string body)
    {
        using var admin = await AdminAsync();
        using var response = await admin.PostAsync(Path, new StringContent(body, Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("code").ShouldBe("bad_request");
    }

    [Theory]
    [InlineData("/api/v1/clients/%00")]
    [InlineData("/api/v1/clients/a%20b")]
    [InlineData("/api/v1/clients/none")]
    public async Task Find_IdThatNoClientHas_IsNotFound(string path)
    {
        using var admin = await AdminAsync();
        ((int)(await admin.GetAsync(path)).StatusCode).ShouldBeOneOf(400, 404);
    }

    [Fact]
    public async Task Api_NeedsTheAdminScope()
    {
        using var http = Server.Connect();
        (await http.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "nonsense");
        (await http.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var reader = (await OAuthTestClient.Of(Server).GrantAsync(("grant_type", "client_credentials"), ("scope", "realtime.read"))).AccessToken();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", reader);
        (await http.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<HttpClient> AdminAsync(AuthServer? server = null)
    {
        var http = (server ?? Server).Connect();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await OAuthTestClient.Of(server ?? Server).OwnTokenAsync());
        return http;
    }

    private static object Definition(string clientId, string[]? grants = null, bool enabled = true) => new
    {
        client_id = clientId,
        display_name = "An app",
        enabled,
        grants = grants ?? ["client_credentials", "refresh_token", OAuthTestClient.ExchangeGrant],
        scopes = new[] { "realtime.connect" },
        exchange_subjects = new[] { $"{clientId}-*" },
        token_lifetime_seconds = 600,
    };

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
