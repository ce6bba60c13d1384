using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Realtime.ServiceDefaults.Security;
using Realtime.ServiceDefaults.Tests.Support;
using Realtime.Testing.Tokens;

namespace Realtime.ServiceDefaults.Tests.Security;

public sealed class BearerAuthenticationTests : IAsyncLifetime
{
    private TestAuthority _authority = null!;
    private TestService _service = null!;

    public async Task InitializeAsync()
    {
        _authority = await TestAuthority.StartAsync();
        _service = await TestService.StartAsync(
            builder => builder.AddRealtimeAuthentication(),
            app =>
            {
                app.MapGet("/who", (HttpContext context) => context.GetAccessToken()!.Subject).RequireScope("realtime.read", "realtime.admin");
                app.MapPost("/disconnect", () => "done").RequireScope("realtime.admin").RequireRole("admin");
            },
            new() { ["Authentication:Authority"] = _authority.Address.AbsoluteUri, ["HttpResilience:RetryDelay"] = "00:00:00.01" });
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task Any_of_the_scopes_lets_in()
    {
        (await SendAsync("/who", _authority.Issue("u1", "realtime.read"))).Body.ShouldBe("u1");
        (await SendAsync("/who", _authority.Issue("u1", "realtime.admin"))).Body.ShouldBe("u1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    public async Task Without_a_good_token_it_is_401_in_the_common_shape(string? token)
    {
        var (response, body) = await SendAsync("/who", token);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(body)!;
        problem["code"]!.GetValue<string>().ShouldBe("unauthorized");
        problem["error"]!.GetValue<string>().ShouldBe("Unauthorized");
        problem["message"]!.GetValue<string>().ShouldBe("Unauthorized");
    }

    [Fact]
    public async Task A_token_without_the_scope_or_role_gets_403_in_the_documented_words()
    {
        (await SendAsync("/who", _authority.Issue("u1", "realtime.connect"))).Response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var (response, body) = await SendAsync("/disconnect", _authority.Issue("u1", "realtime.admin"), HttpMethod.Post);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        JsonNode.Parse(body)!["error"]!.GetValue<string>().ShouldBe("Insufficient permissions");
    }

    [Fact]
    public async Task The_role_lets_in()
    {
        var token = _authority.Issue("u1", "realtime.admin", change: claims => claims["roles"] = new JsonArray("admin"));

        (await SendAsync("/disconnect", token, HttpMethod.Post)).Body.ShouldBe("done");
    }

    [Fact]
    public async Task When_no_key_can_be_had_it_is_503_not_401()
    {
        _authority.IsDown = true;
        await using var service = await TestService.StartAsync(
            builder => builder.AddRealtimeAuthentication(),
            app => app.MapGet("/who", () => "").RequireScope("realtime.read"),
            new() { ["Authentication:Authority"] = _authority.Address.AbsoluteUri, ["HttpResilience:RetryDelay"] = "00:00:00.01" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/who") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _authority.Issue("u1")) } };

        using var response = await service.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
    }

    private async Task<(HttpResponseMessage Response, string Body)> SendAsync(string path, string? token, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        var response = await _service.Client.SendAsync(request);
        return (response, await response.Content.ReadAsStringAsync());
    }
}
