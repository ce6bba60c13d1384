using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Revocation;

public sealed class IntrospectionTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Auth:Clients:plain:Secret"] = "plain-secret",
        ["Auth:Clients:plain:Grants:0"] = "client_credentials",
        ["Auth:Clients:plain:Scopes:0"] = "realtime.connect",
    };

    private OAuthTestClient Dev => OAuthTestClient.Of(fixture.Shared(Settings));

    private OAuthTestClient Plain => OAuthTestClient.Of(fixture.Shared(Settings), "plain", "plain-secret");

    [Fact]
    public async Task Introspect_LiveToken_TellsItsClaims()
    {
        var token = (await Dev.ExchangeAsync("user-1", ("cap", """{"chat:*":["publish"]}"""), ("tenant", "t1"), ("roles", "admin"))).AccessToken();
        var answer = await Dev.IntrospectAsync(token);

        answer.GetProperty("active").GetBoolean().ShouldBeTrue();
        var claims = Jwt.Claims(token);
        foreach (var name in new[] { "sub", "iss", "aud", "jti", "sid", "client_id", "scope", "tenant" })
        {
            answer.Text(name).ShouldBe(claims.Text(name), name);
        }

        answer.GetProperty("exp").GetInt64().ShouldBe(claims.GetProperty("exp").GetInt64());
        answer.GetProperty("iat").GetInt64().ShouldBe(claims.GetProperty("iat").GetInt64());
        answer.GetProperty("cap").GetRawText().ShouldBe("""{"chat:*":["publish"]}""");
        answer.GetProperty("roles")[0].GetString().ShouldBe("admin");
        answer.Text("token_type").ShouldBe("Bearer");
    }

    [Fact]
    public async Task Introspect_RefreshToken_IsActiveUntilItIsUsed()
    {
        var pair = await Dev.ExchangeAsync("user-1", ("scope", "offline_access"));
        var refreshToken = pair.Text("refresh_token")!;
        (await Dev.IntrospectAsync(refreshToken)).Text("token_type").ShouldBe("refresh_token");

        await Dev.GrantAsync(("grant_type", "refresh_token"), ("refresh_token", refreshToken));
        (await Dev.IsActiveAsync(refreshToken)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData(".")]
    [InlineData("ÿÿÿÿ")]
    public async Task Introspect_Nonsense_IsMerelyInactive(string token)
    {
        var answer = await Dev.IntrospectAsync(token);
        answer.GetRawText().ShouldBe("""{"active":false}""");
    }

    [Fact]
    public async Task Introspect_TamperedToken_IsInactive()
    {
        var token = await Dev.OwnTokenAsync();
        var flipped = token[..^20] + (token[^20] == 'A' ? 'B' : 'A') + token[^19..];
        (await Dev.IsActiveAsync(flipped)).ShouldBeFalse();
    }

    [Fact]
    public async Task Introspect_TokenOfAnotherClient_IsInactiveWithoutTheRight()
    {
        var devs = await Dev.OwnTokenAsync();
        var plains = await Plain.OwnTokenAsync();

        (await Plain.IsActiveAsync(devs)).ShouldBeFalse();
        (await Plain.IsActiveAsync(plains)).ShouldBeTrue();
        (await Dev.IsActiveAsync(plains)).ShouldBeTrue();
    }

    [Fact]
    public async Task Introspect_WithoutToken_IsAnInvalidRequest()
    {
        using var response = await Dev.PostAsync("/connect/introspect");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_request");
    }

    [Fact]
    public async Task Introspect_WithoutCredentials_IsRefused()
    {
        using var http = fixture.Shared(Settings).Connect();
        using var response = await http.PostAsync("/connect/introspect", new FormUrlEncodedContent([KeyValuePair.Create("token", "x")]));
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
