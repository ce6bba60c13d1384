using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Realtime.Auth.Tests.Fuzzing;
using Realtime.Auth.Tests.Support;

namespace Realtime.Auth.Tests.Hardening;

/// <summary>Broken requests to every public endpoint: a refusal that the RFC knows, never a 5xx.</summary>
public sealed class RequestFuzzTests(AuthFixture fixture) : IClassFixture<AuthFixture>
{
    private static readonly string[] Errors =
        ["invalid_request", "invalid_client", "invalid_grant", "invalid_scope", "invalid_target", "unauthorized_client", "unsupported_grant_type"];

    private static readonly Dictionary<string, string> NoLimits = new()
    {
        ["Auth:Limits:FailuresPerMinutePerAddress"] = "0",
        ["Auth:Limits:LockoutThreshold"] = "10000",
        ["Logging:LogLevel:Default"] = "Warning",
    };

    [Theory]
    [InlineData("/connect/token", "grant_type=client_credentials&scope=realtime.read&lifetime=60")]
    [InlineData("/connect/token", "grant_type=refresh_token&refresh_token=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG&scope=realtime.read")]
    [InlineData("/connect/token", "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=TOKEN&subject_token_type=urn:ietf:params:oauth:token-type:access_token&requested_subject=user-1&cap=%7B%22a%22%3A%5B%22publish%22%5D%7D&tenant=t&roles=admin&lifetime=5")]
    [InlineData("/connect/introspect", "token=TOKEN&token_type_hint=access_token")]
    [InlineData("/connect/revocation", "token=abc.def.ghi&token_type_hint=refresh_token")]
    [InlineData("/connect/revocation", "session_id=0123456789abcdef0123456789abcdef")]
    public async Task OAuthEndpoints(string path, string form)
    {
        var server = fixture.Shared(NoLimits);
        form = form.Replace("TOKEN", await OAuthTestClient.Of(server).OwnTokenAsync(), StringComparison.Ordinal);
        using var http = server.Connect();
        var mutator = new Mutator(20_260_105);
        for (var i = 0; i < 400; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Form(mutator.Mutate(Encoding.UTF8.GetBytes(form))) };
            request.Headers.Authorization = OAuthTestClient.Basic("dev", "dev-secret");
            using var response = await http.SendAsync(request);
            await ShouldBeAnswerOfTheRfcAsync(response);
        }
    }

    [Theory]
    [InlineData("/generate-token", "dev-user-key", """{"company_id":"c1","agent_id":"a1","user_id":"u1","expires_in_seconds":60}""")]
    [InlineData("/admin/generate-token", "dev-admin-key", """{"admin_id":"root","company_id_restriction":"c1","expires_in_seconds":60}""")]
    public async Task OpaqueEndpoints(string path, string key, string body)
    {
        using var http = fixture.Shared(NoLimits).Connect();
        http.DefaultRequestHeaders.Add("X-API-Key", key);
        var mutator = new Mutator(20_260_106);
        for (var i = 0; i < 400; i++)
        {
            using var content = new ByteArrayContent(mutator.Mutate(Encoding.UTF8.GetBytes(body)));
            using var response = await http.PostAsync(path, content);
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task AuthorizationHeaders()
    {
        using var http = fixture.Shared(NoLimits).Connect();
        var mutator = new Mutator(20_260_107);
        for (var i = 0; i < 200; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token") { Content = Form("grant_type=client_credentials"u8.ToArray()) };
            var header = mutator.Mutate("Basic ZGV2OmRldi1zZWNyZXQ=");
            request.Headers.TryAddWithoutValidation("Authorization", new string([.. header.Where(character => character is >= ' ' and < (char)127)]));
            using var response = await http.SendAsync(request);
            await ShouldBeAnswerOfTheRfcAsync(response);
        }
    }

    private static async Task ShouldBeAnswerOfTheRfcAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync();
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return;
        }

        response.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized);
        JsonDocument.Parse(body).RootElement.Text("error").ShouldBeOneOf(Errors);
    }

    private static ByteArrayContent Form(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") } };
}
