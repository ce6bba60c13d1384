using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Tokens;

public sealed class TokenExchangeTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private static readonly Dictionary<string, string> ConfiguredClients = new()
    {
        ["Auth:Clients:shop:Secret"] = "shop-secret",
        ["Auth:Clients:shop:Grants:0"] = "client_credentials",
        ["Auth:Clients:shop:Grants:1"] = OAuthTestClient.ExchangeGrant,
        ["Auth:Clients:shop:Scopes:0"] = "realtime.connect",
        ["Auth:Clients:shop:Roles:0"] = "support",
        ["Auth:Clients:shop:ExchangeSubjects:0"] = "shop-*",
        ["Auth:Clients:shop:TokenLifetime"] = "00:05:00",
        ["Auth:Clients:reader:Secret"] = "reader-secret",
        ["Auth:Clients:reader:Grants:0"] = "client_credentials",
        ["Auth:Clients:reader:Scopes:0"] = "realtime.read",
    };

    private AuthServer Server => fixture.Shared(ConfiguredClients);

    private OAuthTestClient Dev => OAuthTestClient.Of(Server);

    private OAuthTestClient Shop => OAuthTestClient.Of(Server, "shop", "shop-secret");

    [Fact]
    public async Task Exchange_WithoutOptions_GivesAConnectionTokenOfTheUser()
    {
        var response = await Dev.ExchangeAsync("user-1");

        response.Text("issued_token_type").ShouldBe(OAuthTestClient.AccessTokenType);
        response.Text("token_type").ShouldBe("Bearer");
        response.Text("scope").ShouldBe("realtime.connect");
        response.TryGetProperty("refresh_token", out _).ShouldBeFalse();
        var claims = Jwt.Claims(response.AccessToken());
        claims.Text("sub").ShouldBe("user-1");
        claims.Text("client_id").ShouldBe("dev");
        claims.TryGetProperty("roles", out _).ShouldBeFalse();
        claims.TryGetProperty("cap", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Exchange_WithAllOptions_PutsThemIntoTheToken()
    {
        var response = await Dev.ExchangeAsync(
            "auth0|user=1+a~b/c",
            ("cap", """{ "project:*": ["subscribe", "history"], "chat:1": [], "help-*": ["direct"] }"""),
            ("tenant", "Größe & Söhne"),
            ("roles", "admin"),
            ("lifetime", "7"));

        response.GetProperty("expires_in").GetInt32().ShouldBe(7);
        var claims = Jwt.Claims(response.AccessToken());
        claims.Text("sub").ShouldBe("auth0|user=1+a~b/c");
        claims.Text("tenant").ShouldBe("Größe & Söhne");
        claims.GetProperty("roles")[0].GetString().ShouldBe("admin");
        claims.GetProperty("cap").GetProperty("project:*").EnumerateArray().Select(action => action.GetString()).ShouldBe(["subscribe", "history"]);
        claims.GetProperty("cap").GetProperty("chat:1").GetArrayLength().ShouldBe(0);
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(7);
    }

    [Theory]
    [InlineData("cap", "[]", "invalid_request")]
    [InlineData("cap", "{", "invalid_request")]
    [InlineData("cap", """{"a":"subscribe"}""", "invalid_request")]
    [InlineData("cap", """{"a":["fly"]}""", "invalid_request")]
    [InlineData("cap", """{"a b":["publish"]}""", "invalid_request")]
    [InlineData("cap", """{"a":["publish"],"a":[]}""", "invalid_request")]
    [InlineData("cap", """{"a":[[["publish"]]]}""", "invalid_request")]
    [InlineData("cap", """{"\ud800":["publish"]}""", "invalid_request")]
    [InlineData("cap", """{"a":["\ud800"]}""", "invalid_request")]
    [InlineData("cap", """{"a":["subscribe"]} x""", "invalid_request")]
    [InlineData("cap", """{"":["subscribe"]}""", "invalid_request")]
    [InlineData("cap", """{"a":["Subscribe"]}""", "invalid_request")]
    [InlineData("cap", """{"a":["*"]}""", "invalid_request")]
    [InlineData("cap", "null", "invalid_request")]
    [InlineData("roles", "root", "invalid_request")]
    [InlineData("tenant", "a\u0001b", "invalid_request")]
    [InlineData("scope", "realtime.fly", "invalid_scope")]
    [InlineData("audience", "elsewhere", "invalid_target")]
    [InlineData("resource", "https://elsewhere.example", "invalid_target")]
    [InlineData("requested_token_type", "urn:ietf:params:oauth:token-type:saml2", "invalid_request")]
    [InlineData("actor_token", "x", "invalid_request")]
    [InlineData("lifetime", "0", "invalid_request")]
    public async Task Exchange_BadOption_IsRefused(string name, string value, string error)
    {
        using var response = await Dev.TokenAsync(await Dev.ExchangeFormAsync("user-1", (name, value)));
        await ShouldFailAsync(response, error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a*")]
    [InlineData("a#")]
    [InlineData("ü")]
    public async Task Exchange_SubjectThatIsNoUserId_NamesTheParameter(string subject)
    {
        using var response = await Dev.TokenAsync(await Dev.ExchangeFormAsync(subject));
        (await ShouldFailAsync(response, "invalid_request")).ShouldContain("requested_subject");
    }

    [Fact]
    public async Task Exchange_SubjectOf200Characters_IsTakenAnd201Refused()
    {
        (await Dev.ExchangeAsync(new string('a', 200))).AccessToken().ShouldNotBeEmpty();
        using var response = await Dev.TokenAsync(await Dev.ExchangeFormAsync(new string('a', 201)));
        await ShouldFailAsync(response, "invalid_request");
    }

    [Theory]
    [InlineData(100, 1, true)]
    [InlineData(101, 1, false)]
    [InlineData(1, 200, true)]
    [InlineData(1, 201, false)]
    [InlineData(40, 100, false)]
    public async Task Exchange_Capabilities_AreBounded(int patterns, int length, bool taken)
    {
        var cap = "{" + string.Join(',', Enumerable.Range(0, patterns).Select(i => $"\"{i.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(length, 'a')}\":[]")) + "}";
        using var response = await Dev.TokenAsync(await Dev.ExchangeFormAsync("user-1", ("cap", cap)));
        response.StatusCode.ShouldBe(taken ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public async Task Exchange_Tenant_IsBounded(int length, bool taken)
    {
        using var response = await Dev.TokenAsync(await Dev.ExchangeFormAsync("user-1", ("tenant", new string('t', length))));
        response.StatusCode.ShouldBe(taken ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Exchange_SubjectOutsideThePattern_IsRefused()
    {
        (await Shop.ExchangeAsync("shop-7")).Text("scope").ShouldBe("realtime.connect");
        using var response = await Shop.TokenAsync(await Shop.ExchangeFormAsync("bank-7"));
        await ShouldFailAsync(response, "unauthorized_client");
    }

    [Fact]
    public async Task Exchange_RoleTheClientDoesNotHold_IsRefused()
    {
        Jwt.Claims((await Shop.ExchangeAsync("shop-7", ("requested_roles", "support"))).AccessToken()).GetProperty("roles")[0].GetString().ShouldBe("support");
        using var response = await Shop.TokenAsync(await Shop.ExchangeFormAsync("shop-7", ("requested_roles", "support admin")));
        await ShouldFailAsync(response, "invalid_request");
    }

    [Fact]
    public async Task Exchange_ScopeTheClientDoesNotHold_IsRefused()
    {
        using var admin = await Shop.TokenAsync(await Shop.ExchangeFormAsync("shop-7", ("scope", "realtime.admin")));
        await ShouldFailAsync(admin, "invalid_scope");
        using var offline = await Shop.TokenAsync(await Shop.ExchangeFormAsync("shop-7", ("scope", "realtime.connect offline_access")));
        await ShouldFailAsync(offline, "invalid_scope");
    }

    [Fact]
    public async Task Exchange_Lifetime_IsBoundedByTheClients()
    {
        (await Shop.ExchangeAsync("shop-7", ("lifetime", "3600"))).GetProperty("expires_in").GetInt32().ShouldBe(300);
        (await Shop.ExchangeAsync("shop-7")).GetProperty("expires_in").GetInt32().ShouldBe(300);
    }

    [Fact]
    public async Task Exchange_ByAClientWithoutTheGrant_IsRefused()
    {
        using var response = await OAuthTestClient.Of(Server, "reader", "reader-secret").TokenAsync(("grant_type", OAuthTestClient.ExchangeGrant));
        await ShouldFailAsync(response, "unauthorized_client");
    }

    [Fact]
    public async Task Exchange_SubjectTokenOfAnother_IsRefused()
    {
        var foreign = await Dev.OwnTokenAsync();
        await ShouldRefuseSubjectTokenAsync(Shop, foreign);
    }

    [Fact]
    public async Task Exchange_SubjectTokenOfAUser_IsRefused()
    {
        var users = (await Dev.ExchangeAsync("user-1")).AccessToken();
        await ShouldRefuseSubjectTokenAsync(Dev, users);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZXYifQ.")]
    public async Task Exchange_ForgedSubjectToken_IsRefused(string token) => await ShouldRefuseSubjectTokenAsync(Dev, token);

    [Fact]
    public async Task Exchange_ExpiredSubjectToken_IsRefused()
    {
        var time = new AdjustableTime();
        var client = OAuthTestClient.Of(fixture.Start(ConfiguredClients, time: time));
        var token = (await client.GrantAsync(("grant_type", "client_credentials"), ("lifetime", "2"))).AccessToken();
        time.Advance(TimeSpan.FromSeconds(2));
        await ShouldRefuseSubjectTokenAsync(client, token);
    }

    [Theory]
    [InlineData("subject_token")]
    [InlineData("subject_token_type")]
    [InlineData("requested_subject")]
    public async Task Exchange_MissingParameter_IsNamed(string missing)
    {
        var form = await Dev.ExchangeFormAsync("user-1");
        using var response = await Dev.TokenAsync([.. form.Where(pair => pair.Name != missing)]);
        (await ShouldFailAsync(response, "invalid_request")).ShouldContain(missing);
    }

    private static async Task ShouldRefuseSubjectTokenAsync(OAuthTestClient client, string token)
    {
        using var response = await client.TokenAsync(
            ("grant_type", OAuthTestClient.ExchangeGrant),
            ("subject_token", token),
            ("subject_token_type", OAuthTestClient.AccessTokenType),
            ("requested_subject", "shop-1"));
        (await ShouldFailAsync(response, "invalid_request")).ShouldContain("subject_token");
    }

    private static async Task<string> ShouldFailAsync(HttpResponseMessage response, string error)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        body.Text("error").ShouldBe(error);
        return body.Text("error_description")!;
    }
}
