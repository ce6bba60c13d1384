using System.Net;
using System.Net.WebSockets;
using System.Text;
using Realtime.Edge.Tests.Support;

namespace Realtime.Edge.Tests.Routing;

public sealed class RoutingTests : IAsyncLifetime
{
    private readonly List<Backend> _backends = [];
    private TestEdge _edge = null!;

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { "gateway", "sockets", "auth", "presence", "offline-delivery" })
        {
            _backends.Add(await Backend.StartAsync(name));
        }

        var settings = Services.At([.. _backends.Where(backend => backend.Name != "sockets").Select(backend => (backend.Name, backend.Address))]);
        settings["Services:gateway:sockets:0"] = _backends[1].Address.AbsoluteUri;
        _edge = await TestEdge.StartAsync(settings);
    }

    public async Task DisposeAsync()
    {
        await _edge.DisposeAsync();
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("/ws/connect", "sockets")]
    [InlineData("/ws/acme/bot-1?token=t", "sockets")]
    [InlineData("/ws/admin", "sockets")]
    [InlineData("/api/task-chat", "sockets")]
    [InlineData("/socket.io/?EIO=4&transport=polling", "gateway")]
    [InlineData("/engine.io/?EIO=4", "gateway")]
    [InlineData("/api/v1/websocket/connections", "gateway")]
    [InlineData("/api/v1/health", "gateway")]
    [InlineData("/connect/token", "auth")]
    [InlineData("/.well-known/openid-configuration", "auth")]
    [InlineData("/.well-known/jwks.json", "auth")]
    [InlineData("/generate-token", "auth")]
    [InlineData("/admin/generate-token", "auth")]
    [InlineData("/api/v1/clients", "auth")]
    [InlineData("/api/v1/clients/dev/secret", "auth")]
    [InlineData("/api/v1/rooms/chat:1/presence", "presence")]
    [InlineData("/api/v1/rooms/a%2Fb/presence", "presence")]
    [InlineData("/api/v1/rooms/chat:1/presence/count", "presence")]
    [InlineData("/api/v1/users/u1/presence", "presence")]
    [InlineData("/api/v1/presence/counts", "presence")]
    [InlineData("/api/v1/vendors/near?lat=1", "presence")]
    [InlineData("/api/v1/rooms/chat:1/history", "offline-delivery")]
    [InlineData("/api/v1/rooms/a%2Fb/messages", "offline-delivery")]
    [InlineData("/api/v1/users/u%40x.org/pending", "offline-delivery")]
    [InlineData("/api/v1/messages/m1/journey", "offline-delivery")]
    [InlineData("/api/v1/dead-letters", "offline-delivery")]
    [InlineData("/api/v1/files", "offline-delivery")]
    [InlineData("/api/v1/files/0192f0c1/info", "offline-delivery")]
    public async Task A_path_reaches_its_service_unharmed(string path, string service)
    {
        var answer = await _edge.Client.GetStringAsync(path);

        answer.ShouldBe($"{service} GET {path} 0");
    }

    [Theory]
    [InlineData("/internal/drain")]
    [InlineData("/internal/connections")]
    [InlineData("/ws/../internal/drain")]
    [InlineData("/ws/%2e%2e/internal/drain")]
    [InlineData("/api/v1/rooms/../../../internal/history")]
    [InlineData("/metrics")]
    [InlineData("/alive")]
    [InlineData("/nope")]
    [InlineData("/.well-known/other")]
    public async Task What_is_not_public_does_not_exist(string path)
    {
        using var response = await RawHttp.GetAsync(_edge.Port, path);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Headers.Contains("X-Backend").ShouldBeFalse();
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"error\":\"Not found\"");
    }

    [Fact]
    public async Task A_socket_passes_with_query_subprotocol_headers_and_large_frames()
    {
        var (socket, hello) = await _edge.ConnectAsync("/ws/connect?token=a.b.c&x=%20y", options =>
        {
            options.AddSubProtocol("realtime.v1");
            options.SetRequestHeader("X-Request-ID", "abc");
            options.SetRequestHeader("Origin", "http://somewhere.test");
        });
        using (socket)
        {
            hello.ShouldBe("sockets /ws/connect?token=a.b.c&x=%20y");
            socket.SubProtocol.ShouldBe("realtime.v1");
            socket.HttpResponseHeaders!["X-Request-ID"].ShouldBe(["abc"]);
            var headers = _backends[1].Seen["/ws/connect"];
            headers["X-Request-ID"].ToString().ShouldBe("abc");
            headers.Origin.ToString().ShouldBe("http://somewhere.test");
            var frame = new string('x', 400 * 1024);
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, CancellationToken.None);
            var echoed = new StringBuilder();
            while (echoed.Length < frame.Length)
            {
                echoed.Append(await TestEdge.ReceiveAsync(socket));
            }

            echoed.ToString().ShouldBe(frame);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
            socket.CloseStatusDescription.ShouldBe("bye");
        }
    }

    [Theory]
    [InlineData("/.well-known/jwks.json", "application/problem+json", "\"code\":\"bad_gateway\"")]
    [InlineData("/connect/token", "application/json", """{"error":"temporarily_unavailable","error_description":"Bad Gateway"}""")]
    public async Task A_service_that_is_away_is_502_in_the_shape_of_its_routes_with_an_id(string path, string contentType, string content)
    {
        await _backends[2].DisposeAsync();

        using var response = await _edge.Client.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(contentType);
        (await response.Content.ReadAsStringAsync()).ShouldContain(content);
        response.Headers.Contains("X-Request-ID").ShouldBeTrue();
    }

    [Fact]
    public async Task Services_see_the_peer_as_the_client_whatever_it_claims()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/token");
        request.Headers.Add("X-Forwarded-For", "1.2.3.4");
        request.Headers.Add("X-Real-IP", "1.2.3.4");
        request.Headers.Add("X-Internal-Key", "guess");
        request.Headers.Add("Forwarded", "for=1.2.3.4");

        await _edge.Client.SendAsync(request);

        var seen = _backends[2].Seen["/connect/token"];
        seen["X-Forwarded-For"].ToString().ShouldBe("127.0.0.1");
        seen["X-Forwarded-Proto"].ToString().ShouldBe("http");
        seen["X-Forwarded-Host"].ToString().ShouldBe($"127.0.0.1:{_edge.Port}");
        seen.ContainsKey("X-Internal-Key").ShouldBeFalse();
        seen.ContainsKey("X-Real-IP").ShouldBeFalse();
        seen.ContainsKey("Forwarded").ShouldBeFalse();
    }

    [Fact]
    public async Task A_changed_service_address_is_followed()
    {
        await using var other = await Backend.StartAsync("auth2");
        _edge.Configuration["Services:auth:http:0"] = other.Address.AbsoluteUri;
        ((Microsoft.Extensions.Configuration.IConfigurationRoot)_edge.Configuration).Reload();

        await Realtime.Testing.Eventually.Async(async () => (await _edge.Client.GetStringAsync("/connect/token")).StartsWith("auth2 ", StringComparison.Ordinal));
    }
}
