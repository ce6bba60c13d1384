using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Realtime.Auth.Opaque;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Opaque;

public sealed class OpaqueEndpointTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private const string UserBody = """{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_in_seconds":60}""";
    private const string UserKey = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string VectorToken = "oKGio6SlpqeoqaqrnTofQii7Y9EbOu63JUDivUGOdTLz0CcC6FFP4l2RV2DjVGvd2lE2TwD1YOozWPbIZTdkLRqgcwwkLVQ_0FK_koaMvFYdldXNxNOrKL_0_Ir3O5v-57yseYtu2bG7Pub46jQiLYUa";

    [Fact]
    public async Task GenerateToken_GivesATokenThatTheKeyOpensOutside()
    {
        var token = await GenerateAsync("/generate-token", "dev-user-key", UserBody);
        using var cipher = new OpaqueTokenCipher([UserKey]);
        var plaintext = Encoding.UTF8.GetString(cipher.TryDecrypt(token)!);
        plaintext.ShouldStartWith("""{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_at":"20""");
        var expiresAt = JsonDocument.Parse(plaintext).RootElement.GetProperty("expires_at").GetDateTimeOffset();
        expiresAt.ShouldBe(fixture.Server.Time.GetUtcNow().AddSeconds(60), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task GenerateToken_TakesTheKeyFromTheQueryToo()
    {
        using var http = fixture.Server.Connect();
        using var response = await http.PostAsync("/generate-token?x-api-key=dev-user-key", Json(UserBody));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("token");
    }

    [Theory]
    [InlineData("/generate-token", null, 401, "InvalidAPIKey")]
    [InlineData("/generate-token", "wrong", 401, "InvalidAPIKey")]
    [InlineData("/generate-token", "dev-admin-key", 401, "InvalidAPIKey")]
    [InlineData("/admin/generate-token", null, 401, "E4001")]
    [InlineData("/admin/generate-token", "wrong", 403, "E4003")]
    [InlineData("/admin/generate-token", "dev-user-key", 403, "E4003")]
    public async Task Generate_WrongKey_AnswersDaisisCode(string path, string? key, int status, string code)
    {
        using var response = await PostAsync(path, key, UserBody);
        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        body.Text("code").ShouldBe(code);
        body.Text("message").ShouldNotBeNullOrEmpty();
        body.Text("error").ShouldBe(body.Text("message"));
    }

    [Theory]
    [InlineData("{not json", "Invalid payload")]
    [InlineData("", "Invalid payload")]
    [InlineData("[]", "Invalid payload")]
    [InlineData("null", "Invalid payload")]
    [InlineData("{}", "Invalid request payload")]
    [InlineData("""{"agent_id":"a1","user_id":"u1","expires_in_seconds":60}""", "Invalid request payload")]
    [InlineData("""{"company_id":"c1","user_id":"u1","expires_in_seconds":60}""", "Invalid request payload")]
    [InlineData("""{"company_id":"c1","agent_id":"a1","expires_in_seconds":60}""", "Invalid request payload")]
    [InlineData("""{"company_id":"c1","agent_id":"a1","user_id":"u1"}""", "Invalid request payload")]
    [InlineData("""{"company_id":"","agent_id":"a1","user_id":"u1","expires_in_seconds":60}""", "Invalid request payload")]
    [InlineData("""{"company_id":1,"agent_id":"a1","user_id":"u1","expires_in_seconds":60}""", "Invalid request payload")]
    [InlineData("""{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_in_seconds":0}""", "Invalid request payload")]
    [InlineData("""{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_in_seconds":-1}""", "Invalid request payload")]
    [InlineData("""{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_in_seconds":1.5}""", "Invalid request payload")]
    [InlineData("""{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_in_seconds":"60"}""", "Invalid request payload")]
    [InlineData("""{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_in_seconds":1e300}""", "Invalid request payload")]
    [InlineData("""{"company_id":"\ud800","agent_id":"a1","user_id":"u1","expires_in_seconds":60}""", "Invalid payload")]
    [InlineData("""{"\ud800":"c1","agent_id":"a1","user_id":"u1","expires_in_seconds":60}""", "Invalid payload")]
    public async Task GenerateToken_BadBody_IsABadRequest(string body, string message)
    {
        using var response = await PostAsync("/generate-token", "dev-user-key", body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.Text("code").ShouldBe("BadRequest");
        problem.Text("message").ShouldBe(message);
    }

    [Theory]
    [InlineData("""{"admin_id":"root","expires_in_seconds":60}""", """{"admin_id":"root","expires_at":""")]
    [InlineData("""{"admin_user_id":"root","expires_in_seconds":60}""", """{"admin_id":"root","expires_at":""")]
    [InlineData("""{"admin_id":"root"}""", """{"admin_id":"root","expires_at":""")]
    [InlineData(
        """{"admin_id":"root","expires_in_seconds":60,"subscribed_company_id":"c1","subscribed_agent_id":"a1","company_id_restriction":"c1"}""",
        """{"admin_id":"root","company_id_restriction":"c1","subscribed_company_id":"c1","subscribed_agent_id":"a1","expires_at":""")]
    public async Task AdminGenerateToken_WritesTheDocumentedMembers(string body, string plaintextStart)
    {
        var token = await GenerateAsync("/admin/generate-token", "dev-admin-key", body);
        using var cipher = new OpaqueTokenCipher(["202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"]);
        Encoding.UTF8.GetString(cipher.TryDecrypt(token)!).ShouldStartWith(plaintextStart);
    }

    [Theory]
    [InlineData("""{"expires_in_seconds":60}""")]
    [InlineData("""{"admin_id":"root","expires_in_seconds":0}""")]
    [InlineData("""{"admin_id":"root","expires_in_seconds":-1}""")]
    [InlineData("""{"admin_id":"root","company_id_restriction":7}""")]
    public async Task AdminGenerateToken_BadBody_IsABadRequest(string body)
    {
        using var response = await PostAsync("/admin/generate-token", "dev-admin-key", body);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("code").ShouldBe("BadRequest");
    }

    /// <summary>The original never looked at it, so clients of old may send what they like.</summary>
    [Theory]
    [InlineData("/generate-token", "dev-user-key", null)]
    [InlineData("/generate-token", "dev-user-key", "text/plain")]
    [InlineData("/generate-token", "dev-user-key", "application/x-www-form-urlencoded")]
    [InlineData("/admin/generate-token", "dev-admin-key", "application/x-www-form-urlencoded")]
    public async Task Generate_WhateverTheContentType_Works(string path, string key, string? contentType)
    {
        using var http = fixture.Server.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("X-API-Key", key);
        request.Content = new ByteArrayContent("""{"company_id":"c1","agent_id":"a1","user_id":"u1","admin_id":"root","expires_in_seconds":60}"""u8.ToArray());
        if (contentType is not null)
        {
            request.Content.Headers.ContentType = new(contentType);
        }

        using var response = await http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("token").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task GenerateToken_Get_IsNotAllowed()
    {
        using var http = fixture.Server.Connect();
        (await http.GetAsync("/generate-token")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Validate_TheVectorsToken_TellsItsClaims()
    {
        var answer = await ValidateAsync("user", VectorToken, "dev-user-key");
        answer.GetRawText().ShouldBe("""{"valid":true,"claims":{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_at":"2099-01-01T00:00:00Z"}}""");
    }

    [Fact]
    public async Task Validate_AdminToken_TellsItsRestriction()
    {
        var token = await GenerateAsync("/admin/generate-token", "dev-admin-key", """{"admin_id":"root","company_id_restriction":"c1"}""");
        var answer = await ValidateAsync("admin", token, "dev-admin-key");
        answer.GetProperty("valid").GetBoolean().ShouldBeTrue();
        answer.GetProperty("claims").Text("admin_id").ShouldBe("root");
        answer.GetProperty("claims").Text("company_id_restriction").ShouldBe("c1");
    }

    [Fact]
    public async Task Validate_WrongKeyAndWrongToken_NamesTheKeyFirst()
    {
        await ShouldRefuseAsync("user", "nonsense", "wrong", "InvalidAPIKey", "API key is missing or invalid.");
        await ShouldRefuseAsync("user", null, null, "InvalidAPIKey", "API key is missing or invalid.");
        await ShouldRefuseAsync("admin", VectorToken, "dev-user-key", "InvalidAPIKey", "API key is missing or invalid.");
        await ShouldRefuseAsync("user", null, "dev-user-key", "InvalidToken", "Company token is required");
        await ShouldRefuseAsync("user", "nonsense", "dev-user-key", "InvalidToken", "Company token is invalid or malformed.");
        await ShouldRefuseAsync("admin", null, "dev-admin-key", "InvalidToken", "Admin token is required");
        await ShouldRefuseAsync("admin", VectorToken, "dev-admin-key", "InvalidToken", "Admin token is invalid or malformed.");
    }

    [Fact]
    public async Task Validate_AdminTokenWithTheUserKey_IsNoUserToken()
    {
        using var cipher = new OpaqueTokenCipher([UserKey]);
        var token = cipher.Encrypt("""{"admin_id":"root","expires_at":"2099-01-01T00:00:00Z"}"""u8);
        await ShouldRefuseAsync("user", token, "dev-user-key", "InvalidToken", "Company token is invalid or malformed.");
    }

    [Theory]
    [InlineData("""{"company_id":"c1","agent_id":"a1","user_id":"u1"}""")]
    [InlineData("""{"company_id":"c1","agent_id":"a1","user_id":"","expires_at":"2099-01-01T00:00:00Z"}""")]
    [InlineData("""{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_at":"tomorrow"}""")]
    [InlineData("""["company_id"]""")]
    [InlineData("no json")]
    public async Task Validate_PlaintextThatIsNoUserToken_IsMalformed(string plaintext)
    {
        using var cipher = new OpaqueTokenCipher([UserKey]);
        await ShouldRefuseAsync("user", cipher.Encrypt(Encoding.UTF8.GetBytes(plaintext)), "dev-user-key", "InvalidToken", "Company token is invalid or malformed.");
    }

    [Fact]
    public async Task Validate_AfterTheExpiry_SaysSo()
    {
        var time = new AdjustableTime();
        var server = fixture.Start(time: time);
        var token = await GenerateAsync("/generate-token", "dev-user-key", """{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_in_seconds":2}""", server);
        (await ValidateAsync("user", token, "dev-user-key", server)).GetProperty("valid").GetBoolean().ShouldBeTrue();

        time.Advance(TimeSpan.FromSeconds(3));

        var answer = await ValidateAsync("user", token, "dev-user-key", server);
        answer.Text("code").ShouldBe("InvalidToken");
        answer.Text("message").ShouldBe("Company token has expired.");
    }

    [Fact]
    public async Task Rotation_TwoKeysAndTwoSecretsAreLive()
    {
        var next = new string('a', 64);
        var settings = new Dictionary<string, string>
        {
            ["Auth:UserTokens:Keys:0"] = next,
            ["Auth:UserTokens:Keys:1"] = UserKey,
            ["Auth:UserTokens:ApiKeys:0"] = "next-key",
            ["Auth:UserTokens:ApiKeys:1"] = "dev-user-key",
        };
        var server = fixture.Start(settings);
        foreach (var key in new[] { "next-key", "dev-user-key" })
        {
            (await ValidateAsync("user", VectorToken, key, server)).GetProperty("valid").GetBoolean().ShouldBeTrue();
            (await ValidateAsync("user", await GenerateAsync("/generate-token", key, UserBody, server), key, server)).GetProperty("valid").GetBoolean().ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"kind":"robot","token":"x"}""")]
    [InlineData("""{"kind":7}""")]
    [InlineData("nonsense")]
    public async Task Validate_BadRequest_IsABadRequest(string body)
    {
        using var http = fixture.Server.Connect();
        http.DefaultRequestHeaders.Add("X-Internal-Key", "dev-internal-key");
        (await http.PostAsync("/internal/opaque/validate", Json(body))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task ShouldRefuseAsync(string kind, string? token, string? apiKey, string code, string message)
    {
        var answer = await ValidateAsync(kind, token, apiKey);
        answer.GetProperty("valid").GetBoolean().ShouldBeFalse();
        answer.Text("code").ShouldBe(code);
        answer.Text("message").ShouldBe(message);
    }

    private async Task<JsonElement> ValidateAsync(string kind, string? token, string? apiKey, AuthServer? server = null)
    {
        using var http = (server ?? fixture.Server).Connect();
        http.DefaultRequestHeaders.Add("X-Internal-Key", "dev-internal-key");
        using var response = await http.PostAsJsonAsync("/internal/opaque/validate", new { kind, token, api_key = apiKey });
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<string> GenerateAsync(string path, string key, string body, AuthServer? server = null)
    {
        using var response = await PostAsync(path, key, body, server);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("token")!;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string? key, string body, AuthServer? server = null)
    {
        using var http = (server ?? fixture.Server).Connect();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        return await http.SendAsync(request);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
