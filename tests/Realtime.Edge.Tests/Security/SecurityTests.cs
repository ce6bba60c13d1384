using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Realtime.Edge.Tests.Support;
using Realtime.Testing.Tokens;

namespace Realtime.Edge.Tests.Security;

public sealed class SecurityTests : IAsyncLifetime
{
    private Backend _backend = null!;

    public async Task InitializeAsync() => _backend = await Backend.StartAsync("any");

    public async Task DisposeAsync() => await _backend.DisposeAsync();

    [Theory]
    [InlineData("/health")]
    [InlineData("/api/v1/websocket/stats")]
    [InlineData("/nope")]
    public async Task Every_answer_carries_the_security_headers_once(string path)
    {
        await using var edge = await StartAsync();

        using var response = await edge.Client.GetAsync(path);

        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        response.Headers.Contains("Server").ShouldBeFalse();
        response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
        response.Headers.GetValues("X-Request-ID").Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("http://app.test", true)]
    [InlineData("http://other.test", true)]
    [InlineData("https://evil.test", false)]
    [InlineData("null", false)]
    public async Task Only_listed_origins_may_call_from_a_browser(string origin, bool allowed)
    {
        await using var edge = await StartAsync(new() { ["ALLOWED_ORIGINS"] = "http://app.test, nonsense", ["Edge:AllowedOrigins:0"] = "http://other.test" });
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/websocket/stats")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "GET" }, { "Access-Control-Request-Headers", "authorization" } },
        };
        using var call = new HttpRequestMessage(HttpMethod.Get, "/api/v1/websocket/stats") { Headers = { { "Origin", origin } } };

        using var preflightAnswer = await edge.Client.SendAsync(preflight);
        using var answer = await edge.Client.SendAsync(call);

        foreach (var response in new[] { preflightAnswer, answer })
        {
            response.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins).ShouldBe(allowed);
            (origins ?? []).ShouldBe(allowed ? [origin] : []);
            response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBe(allowed);
        }
    }

    [Fact]
    public async Task In_development_the_usual_front_end_ports_may_call()
    {
        await using var edge = await StartAsync(environment: "Development");
        using var call = new HttpRequestMessage(HttpMethod.Get, "/nope") { Headers = { { "Origin", "http://localhost:5173" } } };

        using var response = await edge.Client.SendAsync(call);

        response.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["http://localhost:5173"]);
    }

    [Theory]
    [InlineData("/ws/connect")]
    [InlineData("/WS/connect")]
    public async Task Options_on_a_socket_path_is_204(string path)
    {
        await using var edge = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, path);

        (await edge.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Under_api_only_those_who_are_known_learn_that_nothing_is_there()
    {
        await using var authority = await TestAuthority.StartAsync();
        await using var edge = await StartAsync(new() { ["Authentication:Authority"] = authority.Address.AbsoluteUri });

        var stranger = await edge.Client.GetAsync("/api/nope");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/nope") { Headers = { { "Authorization", $"Bearer {authority.Issue("u1")}" } } };
        var known = await edge.Client.SendAsync(request);

        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        JsonNode.Parse(await stranger.Content.ReadAsStringAsync())!["error"]!.GetValue<string>().ShouldBe("Unauthorized");
        known.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        JsonNode.Parse(await known.Content.ReadAsStringAsync())!["error"]!.GetValue<string>().ShouldBe("Not found");
    }

    [Fact]
    public async Task A_trusted_proxy_is_believed_about_its_client()
    {
        await using var edge = await StartAsync(new() { ["Edge:TrustedProxies:0"] = "127.0.0.0/8" });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/websocket/stats") { Headers = { { "X-Forwarded-For", "9.9.9.9, 1.2.3.4" }, { "X-Forwarded-Proto", "https" } } };

        using var response = await edge.Client.SendAsync(request);

        var seen = _backend.Seen["/api/v1/websocket/stats"];
        seen["X-Forwarded-For"].ToString().ShouldBe("1.2.3.4");
        seen["X-Forwarded-Proto"].ToString().ShouldBe("https");
        response.Headers.Contains("Strict-Transport-Security").ShouldBeTrue();
    }

    [Theory]
    [InlineData("POST", "websocket", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "WebSocket", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "h2c", HttpStatusCode.OK)]
    [InlineData("POST", "h2c", HttpStatusCode.OK)]
    public async Task Only_a_get_becomes_a_socket(string method, string protocol, HttpStatusCode status)
    {
        await using var edge = await StartAsync();

        using var response = await RawHttp.SendAsync(edge.Port, $"{method} /ws/connect HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: {protocol}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

        response.StatusCode.ShouldBe(status);
        (_backend.Seen.TryGetValue("/ws/connect", out var seen) && seen.Upgrade.Count > 0).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://app.test", "/ws/connect", true)]
    [InlineData(null, "/ws/connect", true)]
    [InlineData("own", "/ws/connect", true)]
    [InlineData("https://evil.test", "/ws/connect", false)]
    [InlineData("null", "/ws/acme/bot", false)]
    [InlineData("https://evil.test", "/WS/connect", false)]
    [InlineData("https://evil.test", "/socket.io/?EIO=4&transport=websocket", false)]
    public async Task Sockets_are_for_pages_of_listed_origins_where_that_is_wanted(string? origin, string path, bool allowed)
    {
        await using var edge = await StartAsync(new() { ["Edge:SocketOrigins"] = "Allowed", ["Edge:AllowedOrigins:0"] = "http://app.test" });
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin == "own" ? $"http://127.0.0.1:{edge.Port}" : origin);
        }

        var connecting = socket.ConnectAsync(new Uri($"ws://127.0.0.1:{edge.Port}{path}"), CancellationToken.None);

        if (allowed)
        {
            await connecting;
        }
        else
        {
            await Should.ThrowAsync<WebSocketException>(() => connecting);
            socket.HttpStatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Theory]
    [InlineData("/socket.io/")]
    [InlineData("/Socket.IO/")]
    public async Task Polling_of_other_origins_is_refused_with_their_sockets(string path)
    {
        await using var edge = await StartAsync(new() { ["Edge:SocketOrigins"] = "Allowed" });
        using var poll = new HttpRequestMessage(HttpMethod.Get, $"{path}?EIO=4&transport=polling") { Headers = { { "Origin", "https://evil.test" } } };
        using var call = new HttpRequestMessage(HttpMethod.Get, "/api/v1/websocket/stats") { Headers = { { "Origin", "https://evil.test" } } };

        using var refused = await edge.Client.SendAsync(poll);

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("origin_not_allowed");
        (await edge.Client.SendAsync(call)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Metrics_are_on_the_management_port_only_whatever_the_host_header_says()
    {
        await using var edge = await StartAsync();

        await edge.Client.GetAsync("/health");
        (await edge.Management.GetStringAsync("/metrics")).ShouldContain("# TYPE realtime_edge_connections gauge");
        (await edge.Management.GetStringAsync("/alive")).ShouldContain("ok");
        (await edge.Management.GetAsync("/api/v1/websocket/stats")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var spoofed = await RawHttp.SendAsync(edge.Port, $"GET /metrics HTTP/1.1\r\nHost: {edge.Management.BaseAddress!.Authority}\r\nConnection: close\r\n\r\n");
        spoofed.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<TestEdge> StartAsync(Dictionary<string, string?>? settings = null, string environment = "Production")
    {
        var all = Services.At(("gateway", _backend.Address));
        foreach (var (key, value) in settings ?? [])
        {
            all[key] = value;
        }

        return TestEdge.StartAsync(all, environment);
    }
}
