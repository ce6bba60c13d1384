using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Tokens;

public sealed class TokenEndpointTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private OAuthTestClient Dev => OAuthTestClient.Of(fixture.Server);

    [Fact]
    public async Task ClientCredentials_ByBasic_GivesAllScopesOfTheClient()
    {
        using var response = await Dev.TokenAsync(("grant_type", "client_credentials"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.Pragma.ShouldHaveSingleItem().Name.ShouldBe("no-cache");
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        body.Text("token_type").ShouldBe("Bearer");
        body.GetProperty("expires_in").GetInt32().ShouldBe(3600);
        body.Text("scope")!.Split(' ').ShouldBe(["realtime.connect", "realtime.publish", "realtime.read", "realtime.admin"], ignoreOrder: true);
        body.TryGetProperty("refresh_token", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task ClientCredentials_Token_CarriesTheDocumentedClaims()
    {
        var token = (await Dev.GrantAsync(("grant_type", "client_credentials"), ("scope", "realtime.read"))).AccessToken();

        var header = Jwt.Header(token);
        header.Text("alg").ShouldBe("ES256");
        header.Text("typ").ShouldBe("at+jwt");
        header.Text("kid").ShouldNotBeNullOrEmpty();
        var claims = Jwt.Claims(token);
        claims.Text("iss").ShouldBe(fixture.Server.Address.ToString().TrimEnd('/'));
        claims.Text("sub").ShouldBe("dev");
        claims.Text("aud").ShouldBe("realtime");
        claims.Text("client_id").ShouldBe("dev");
        claims.Text("scope").ShouldBe("realtime.read");
        claims.Text("jti").ShouldNotBeNullOrEmpty();
        claims.Text("sid").ShouldNotBeNullOrEmpty();
        claims.GetProperty("roles").EnumerateArray().Single().GetString().ShouldBe("admin");
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(3600);
    }

    [Fact]
    public async Task ClientCredentials_ByForm_Works()
    {
        using var http = fixture.Server.Connect();
        using var response = await http.PostAsync("/connect/token", Form(("grant_type", "client_credentials"), ("client_id", "dev"), ("client_secret", "dev-secret")));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("", "invalid_request")]
    [InlineData("grant_type=", "invalid_request")]
    [InlineData("grant_type=password", "unsupported_grant_type")]
    [InlineData("grant_type=authorization_code&code=1", "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials", "invalid_request")]
    [InlineData("grant_type=client_credentials&scope=realtime.everything", "invalid_scope")]
    [InlineData("grant_type=client_credentials&scope=realtime.read+offline_access", "invalid_scope")]
    [InlineData("grant_type=client_credentials&lifetime=0", "invalid_request")]
    [InlineData("grant_type=client_credentials&lifetime=-5", "invalid_request")]
    [InlineData("grant_type=client_credentials&lifetime=1h", "invalid_request")]
    [InlineData("grant_type=client_credentials&audience=elsewhere", "invalid_target")]
    [InlineData("grant_type=refresh_token", "invalid_request")]
    [InlineData("grant_type=refresh_token&refresh_token=nonsense", "invalid_grant")]
    [InlineData("grant_type=client_credentials&scope=%00", "invalid_request")]
    [InlineData("%zz=%&&&==", "invalid_request")]
    public async Task Token_BadRequest_AnswersTheErrorOfTheRfc(string form, string error)
    {
        using var http = fixture.Server.Connect();
        using var response = await PostRawAsync(http, form);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        body.Text("error").ShouldBe(error);
        body.EnumerateObject().Select(member => member.Name).ShouldBe(["error", "error_description"]);
    }

    [Theory]
    [InlineData("dev", "wrong")]
    [InlineData("nobody", "dev-secret")]
    [InlineData("dev", "")]
    [InlineData("de\0v", "dev-secret")]
    public async Task Token_WrongCredentials_AnswersInvalidClientWithChallenge(string clientId, string secret)
    {
        using var response = await OAuthTestClient.Of(fixture.Server, clientId, secret).TokenAsync(("grant_type", "client_credentials"));

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Basic");
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_client");
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Bearer abc")]
    [InlineData("Digest username=\"dev\"")]
    public async Task Token_MalformedAuthorization_AnswersInvalidClient(string header)
    {
        using var http = fixture.Server.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = Form(("grant_type", "client_credentials")) };
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using var response = await http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_client");
    }

    [Fact]
    public async Task Token_TwoWaysOfAuthentication_IsAnInvalidRequest()
    {
        using var response = await Dev.TokenAsync(("grant_type", "client_credentials"), ("client_id", "dev"), ("client_secret", "dev-secret"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_request");
    }

    [Fact]
    public async Task Token_AuthenticatedByOneNameAndSentForAnother_IsAnInvalidRequest()
    {
        using var response = await Dev.TokenAsync(("grant_type", "client_credentials"), ("client_id", "shop"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_request");
        (await Dev.GrantAsync(("grant_type", "client_credentials"), ("client_id", "dev"))).AccessToken().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Token_TwoLifetimesThatDiffer_IsAnInvalidRequest()
    {
        using var response = await Dev.TokenAsync(("grant_type", "client_credentials"), ("lifetime", "60"), ("expires_in", "61"));
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_request");
        (await Dev.GrantAsync(("grant_type", "client_credentials"), ("lifetime", "60"), ("requested_lifetime", "60"))).GetProperty("expires_in").GetInt32().ShouldBe(60);
    }

    [Theory]
    [InlineData("application/json", false)]
    [InlineData("multipart/form-data; boundary=x", false)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16", false)]
    [InlineData("application/x-www-form-urlencoded; charset=made-up", false)]
    [InlineData("application/x-www-form-urlencoded, application/json", false)]
    [InlineData("", false)]
    [InlineData("Application/X-WWW-Form-Urlencoded; charset=UTF-8", true)]
    [InlineData("application/x-www-form-urlencoded; charset=us-ascii", true)]
    public async Task Token_ContentType_MustBeAFormInUtf8(string contentType, bool taken)
    {
        using var http = fixture.Server.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = new ByteArrayContent("grant_type=client_credentials"u8.ToArray()) };
        request.Headers.Authorization = OAuthTestClient.Basic("dev", "dev-secret");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await http.SendAsync(request);
        response.StatusCode.ShouldBe(taken ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe(taken ? null : "invalid_request");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_BodyAboveTheLimit_IsRefusedWith413(bool chunked)
    {
        using var http = fixture.Server.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = Form(("grant_type", "client_credentials"), ("x", new string('a', 100_000))) };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_request");
    }

    [Fact]
    public async Task Token_Get_IsNotAllowed()
    {
        using var http = fixture.Server.Connect();
        using var response = await http.GetAsync("/connect/token?grant_type=client_credentials");
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error").ShouldBe("invalid_request");
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("90", 90)]
    [InlineData("999999999", 86_400)]
    public async Task Token_Lifetime_IsAsRequestedUpToTheMaximum(string requested, int expected)
    {
        var response = await Dev.GrantAsync(("grant_type", "client_credentials"), ("lifetime", requested));
        response.GetProperty("expires_in").GetInt32().ShouldBe(expected);
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] form) =>
        new(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));

    private static Task<HttpResponseMessage> PostRawAsync(HttpClient http, string form)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new StringContent(form, new MediaTypeHeaderValue("application/x-www-form-urlencoded")),
        };
        request.Headers.Authorization = OAuthTestClient.Basic("dev", "dev-secret");
        return http.SendAsync(request);
    }
}
