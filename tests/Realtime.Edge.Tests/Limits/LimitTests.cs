using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Realtime.Edge.Limits;
using Realtime.Edge.Tests.Support;
using Realtime.Testing.Tokens;

namespace Realtime.Edge.Tests.Limits;

public sealed class LimitTests : IAsyncLifetime
{
    private Backend _backend = null!;
    private TestAuthority _authority = null!;

    public async Task InitializeAsync()
    {
        _backend = await Backend.StartAsync("any");
        _authority = await TestAuthority.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _authority.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task Above_the_limit_it_is_429_with_the_time_to_wait()
    {
        await using var edge = await StartAsync(("Edge:Limits:RequestsPerMinute", "5"));
        for (var i = 0; i < 5; i++)
        {
            (await edge.Client.GetAsync("/api/v1/messages/m")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var refused = await edge.Client.GetAsync("/api/v1/messages/m");

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        refused.Headers.Contains("X-Request-ID").ShouldBeTrue();
        JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!.GetValue<string>().ShouldBe("rate_limited");
        (await edge.Client.GetAsync("/health")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await edge.Management.GetStringAsync("/metrics")).ShouldContain("realtime_edge_limited_total{reason=\"requests\"} 1");
    }

    [Fact]
    public async Task Callers_with_a_valid_token_are_counted_apart_and_made_up_tokens_are_not()
    {
        await using var edge = await StartAsync(("Edge:Limits:RequestsPerMinute", "3"));
        for (var i = 0; i < 3; i++)
        {
            (await GetAsync(edge, _authority.Issue("u1"))).ShouldBe(HttpStatusCode.OK);
        }

        (await GetAsync(edge, _authority.Issue("u1"))).ShouldBe(HttpStatusCode.TooManyRequests);
        (await GetAsync(edge, _authority.Issue("u2"))).ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 3; i++)
        {
            (await GetAsync(edge, $"made.up.{i}")).ShouldBe(HttpStatusCode.OK);
        }

        (await GetAsync(edge, "made.up.4")).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [InlineData("/ws/connect")]
    [InlineData("/WS/connect")]
    public async Task A_crowd_may_reconnect_its_sockets(string path)
    {
        await using var edge = await StartAsync(("Edge:Limits:RequestsPerMinute", "2"));
        for (var i = 0; i < 10; i++)
        {
            var (socket, _) = await edge.ConnectAsync(path);
            socket.Dispose();
        }
    }

    [Theory]
    [InlineData("POST", "/ws/connect", "Upgrade: websocket")]
    [InlineData("GET", "/api/v1/messages/m", "Upgrade: websocket")]
    [InlineData("GET", "/api/v1/messages/m", "Upgrade: h2c")]
    [InlineData("GET", "/api/v1/messages/m?sid=gateway.1", "X-Nothing: 1")]
    public async Task What_only_looks_like_a_socket_has_the_limit_of_requests(string method, string target, string header)
    {
        await using var edge = await StartAsync(("Edge:Limits:RequestsPerMinute", "2"));
        var request = $"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n";
        for (var i = 0; i < 2; i++)
        {
            (await RawHttp.SendAsync(edge.Port, request)).Dispose();
        }

        using var refused = await RawHttp.SendAsync(edge.Port, request);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Connections_above_the_limit_of_an_address_are_refused_and_closed()
    {
        await using var edge = await StartAsync(("Edge:Limits:ConnectionsPerAddress", "2"));
        var (one, _) = await edge.ConnectAsync("/ws/connect");
        var (two, _) = await edge.ConnectAsync("/ws/connect");

        using (var refused = await RawHttp.SendAsync(edge.Port, $"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("too_many_connections");
        }

        one.Dispose();
        two.Dispose();
        await Realtime.Testing.Eventually.PassesAsync(async () => (await RawHttp.GetAsync(edge.Port, "/health")).StatusCode.ShouldBe(HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_body_above_the_limit_is_413_with_and_without_its_length()
    {
        await using var edge = await StartAsync(("Edge:Limits:MaxRequestBodyBytes", "2000"));
        (await edge.Client.PostAsync("/api/v1/messages/m", new ByteArrayContent(new byte[2000]))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await edge.Client.PostAsync("/api/v1/messages/m", new ByteArrayContent(new byte[2001]))).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/api/v1/messages/m") { Content = new ByteArrayContent(new byte[50_000]), Headers = { TransferEncodingChunked = true } };
        (await edge.Client.SendAsync(chunked)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Headers_above_the_limit_are_431()
    {
        await using var edge = await StartAsync(("Edge:Limits:MaxRequestHeaderBytes", "2048"));

        using var refused = await RawHttp.SendAsync(edge.Port, $"GET /health HTTP/1.1\r\nHost: x\r\nX-Big: {new string('a', 4000)}\r\n\r\n");

        refused.StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
    }

    [Fact]
    public async Task A_request_line_above_the_limit_is_414()
    {
        await using var edge = await StartAsync(("Edge:Limits:MaxRequestLineBytes", "1024"));

        using var refused = await RawHttp.GetAsync(edge.Port, $"/{new string('a', 2000)}");

        refused.StatusCode.ShouldBe(HttpStatusCode.RequestUriTooLong);
    }

    [Fact]
    public async Task Slow_headers_and_slow_bodies_lose_their_connection()
    {
        await using var edge = await StartAsync(("Edge:Limits:RequestHeadersTimeout", "00:00:01"), ("Edge:Limits:SlowBodyGrace", "00:00:01.5"), ("Edge:Limits:MinRequestBodyBytesPerSecond", "10000"));

        await Task.WhenAll(
            ShouldEndAsync(edge, "GET /health HTTP/1.1\r\nHost: x\r\nX-Sl"),
            ShouldEndAsync(edge, "POST /api/v1/messages/m HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc"));
    }

    [Fact]
    public void Memory_for_callers_is_bounded()
    {
        var limiter = new RequestLimiter(2, trackedCallers: 10, TimeProvider.System);
        for (var i = 0; i < 100; i++)
        {
            limiter.Count($"caller{i}");
        }

        limiter.Count("new").ShouldBeNull();
        limiter.Count("new");
        limiter.Count("new").ShouldNotBeNull();
    }

    private static async Task ShouldEndAsync(TestEdge edge, string beginning)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, edge.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning));

        // Left alone, the connection would stay open for longer than this waits.
        await RawHttp.ReadToEndAsync(client.GetStream());
    }

    private static async Task<HttpStatusCode> GetAsync(TestEdge edge, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/messages/m") { Headers = { { "Authorization", $"Bearer {token}" } } };
        using var response = await edge.Client.SendAsync(request);
        return response.StatusCode;
    }

    private Task<TestEdge> StartAsync(params (string Key, string Value)[] limits)
    {
        var settings = Services.At(("gateway", _backend.Address), ("offline-delivery", _backend.Address));
        settings["Authentication:Authority"] = _authority.Address.AbsoluteUri;
        foreach (var (key, value) in limits)
        {
            settings[key] = value;
        }

        return TestEdge.StartAsync(settings);
    }
}
