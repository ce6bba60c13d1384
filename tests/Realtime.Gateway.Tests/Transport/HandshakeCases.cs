using System.Net;
using System.Text;
using System.Text.Json;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Transport;

/// <summary>The upgrade on the socket listener: what it takes, what it refuses and how.</summary>
public abstract class HandshakeCases(EchoHostFixture fixture)
{
    private const string Good = "Host: localhost|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    public static TheoryData<string, int, string> Bad => new()
    {
        { "POST /echo HTTP/1.1|" + Good, 405, "method_not_allowed" },
        { "GET /nowhere HTTP/1.1|" + Good, 404, "not_found" },
        { "GET /echo HTTP/1.0|" + Good, 400, "bad_request" },
        { "GET /echo HTTP/2.0|" + Good, 400, "bad_request" },
        { "GET  /echo HTTP/1.1|" + Good, 400, "bad_request" },
        { "GET /echo|" + Good, 400, "bad_request" },
        { "GET echo HTTP/1.1|" + Good, 400, "bad_request" },
        { "GET /ec#ho HTTP/1.1|" + Good, 400, "bad_request" },
        { "GET /ec\u0001ho HTTP/1.1|" + Good, 400, "bad_request" },
        { "G(T /echo HTTP/1.1|" + Good, 400, "bad_request" },
        { "GET /echo HTTP/1.1|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", 400, "bad_request" },
        { "GET /echo HTTP/1.1|Host: twice|" + Good, 400, "bad_request" },
        { "GET /echo HTTP/1.1|" + Good + "|No colon", 400, "bad_request" },
        { "GET /echo HTTP/1.1|" + Good + "|: no name", 400, "bad_request" },
        { "GET /echo HTTP/1.1|" + Good + "|Bad name: x", 400, "bad_request" },
        { "GET /echo HTTP/1.1|" + Good + "| folded", 400, "bad_request" },
        { "GET /echo HTTP/1.1|" + Good + "|Bell: \u0007", 400, "bad_request" },
        { "GET /echo HTTP/1.1|" + Good + "|Bare: a\nb", 400, "bad_request" },
        { "GET /echo HTTP/1.1|" + Good + "|Content-Length: 5", 400, "bad_request" },
        { "GET /echo HTTP/1.1|" + Good + "|Transfer-Encoding: chunked", 400, "bad_request" },
        { "GET /echo HTTP/1.1|Host: localhost", 426, "upgrade_required" },
        { "GET /echo HTTP/1.1|Host: localhost|Upgrade: h2c|Connection: Upgrade", 426, "upgrade_required" },
        { "GET /echo HTTP/1.1|Host: localhost|Upgrade: websocket|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", 426, "upgrade_required" },
        { "GET /echo HTTP/1.1|Host: localhost|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 8|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", 426, "unsupported_version" },
        { "GET /echo HTTP/1.1|Host: localhost|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", 426, "unsupported_version" },
        { "GET /echo HTTP/1.1|Host: localhost|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13", 400, "bad_request" },
        { "GET /echo HTTP/1.1|Host: localhost|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: c2hvcnQ=", 400, "bad_request" },
        { "GET /echo HTTP/1.1|Host: localhost|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==", 400, "bad_request" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task BadRequest_IsRefusedWithProblemDetails(string request, int status, string code)
    {
        await using var client = await RawSocketClient.OpenAsync(fixture.Host.Port);
        await client.SendAsync(Encoding.Latin1.GetBytes(request.Replace("|", "\r\n", StringComparison.Ordinal) + "\r\n\r\n"));
        await client.ReadHeadAsync();
        client.Status.ShouldBe(status);
        client.Header("X-Request-ID").ShouldNotBeNullOrEmpty();
        client.Header("Content-Type").ShouldBe("application/problem+json");
        using var body = JsonDocument.Parse(await client.ReadBodyAsync());
        body.RootElement.GetProperty("status").GetInt32().ShouldBe(status);
        body.RootElement.GetProperty("code").GetString().ShouldBe(code);
        var message = body.RootElement.GetProperty("message").GetString();
        message.ShouldNotBeNullOrEmpty();
        foreach (var name in new[] { "error", "detail" })
        {
            body.RootElement.GetProperty(name).GetString().ShouldBe(message);
        }

        await client.ShouldEndAsync();
    }

    [Theory]
    [InlineData("Upgrade: WebSocket", "Connection: keep-alive, Upgrade")]
    [InlineData("upgrade: websocket", "connection: upgrade")]
    [InlineData("UPGRADE: WEBSOCKET", "CONNECTION: UPGRADE,close")]
    public async Task Headers_AreReadWithoutRegardToCase(string upgrade, string connection)
    {
        await using var client = await RawSocketClient.OpenAsync(fixture.Host.Port);
        await client.SendAsync(Encoding.ASCII.GetBytes($"GET /echo HTTP/1.1\r\nhost:h\r\n{upgrade}\r\n{connection}\r\nsec-websocket-version:13\r\nsec-websocket-key:  dGhlIHNhbXBsZSBub25jZQ==  \r\n\r\n"));
        await client.ReadHeadAsync();
        client.Status.ShouldBe(101);
        client.Header("Sec-WebSocket-Accept").ShouldBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        await client.ShouldEchoAsync();
    }

    [Fact]
    public async Task Request_ByteByByteWithAFrameBehindIt_Works()
    {
        await using var client = await RawSocketClient.OpenAsync(fixture.Host.Port);
        await client.SendChoppedAsync([.. RawSocketClient.Request("/echo"), .. ClientFrame.Text("early")]);
        await client.ReadHeadAsync();
        client.Status.ShouldBe(101);
        (await client.ReceiveTextAsync()).ShouldBe("early");
    }

    [Fact]
    public async Task Request_WithFramesInTheSameSegment_Works()
    {
        await using var client = await RawSocketClient.OpenAsync(fixture.Host.Port);
        await client.SendAsync([.. RawSocketClient.Request("/echo"), .. ClientFrame.Text("one"), .. ClientFrame.Text("two")]);
        await client.ReadHeadAsync();
        (await client.ReceiveTextAsync()).ShouldBe("one");
        (await client.ReceiveTextAsync()).ShouldBe("two");
    }

    [Fact]
    public async Task Head_OverItsLimit_Is431()
    {
        await using var client = await RawSocketClient.OpenAsync(fixture.Host.Port);
        await client.SendAsync(RawSocketClient.Request("/echo", "X-Long: " + new string('x', 17 * 1024)));
        await client.ReadHeadAsync();
        client.Status.ShouldBe(431);
    }

    [Fact]
    public async Task Headers_OverTheirNumber_Are400()
    {
        await using var client = await RawSocketClient.OpenAsync(fixture.Host.Port);
        await client.SendAsync(RawSocketClient.Request("/echo", [.. Enumerable.Range(0, 100).Select(i => $"X-{i}: x")]));
        await client.ReadHeadAsync();
        client.Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("my-id-1", true)]
    [InlineData("bad id\t", false)]
    [InlineData("<script>", false)]
    public async Task RequestId_WhenSane_ComesBackOn101(string id, bool kept)
    {
        await using var client = await fixture.Host.ConnectAsync("/echo", "X-Request-ID: " + id);
        (client.Header("X-Request-ID") == id).ShouldBe(kept);
        client.Header("X-Request-ID").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Subprotocol_ThatTheAdapterChooses_IsEchoed()
    {
        await using var client = await fixture.Host.ConnectAsync("/echo", "Sec-WebSocket-Protocol: realtime.v1, other");
        client.Header("Sec-WebSocket-Protocol").ShouldBe("realtime.v1");
    }

    [Theory]
    [InlineData("/echo/a%20b?x=1&y=a%2Bb+c", "/echo/a b", "1", "a+b c")]
    [InlineData("/echo/a%2Fb?x=", "/echo/a%2Fb", "", null)]
    [InlineData("/echo/%C3%A4?y", "/echo/ä", null, "")]
    public async Task Target_IsDecoded(string target, string path, string? x, string? y)
    {
        await using var client = await fixture.Host.ConnectAsync(target);
        var request = fixture.Host.Echo.Requests.Last();
        request.Path.ShouldBe(path);
        request.GetQuery("x").ShouldBe(x);
        request.GetQuery("y").ShouldBe(y);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9, 10.0.0.7", "203.0.113.9")]
    [InlineData("192.168.1.5", "192.168.1.5")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("[2001:db8::7]:443", "2001:db8::7")]
    [InlineData("203.0.113.9:5000", "203.0.113.9")]
    [InlineData("garbage", "127.0.0.1")]
    public async Task ForwardedFor_FromATrustedPeer_IsTheClientsAddress(string header, string address)
    {
        await using var client = await fixture.Host.ConnectAsync("/echo", "X-Forwarded-For: " + header);
        fixture.Host.Echo.Requests.Last().RemoteAddress.ShouldBe(IPAddress.Parse(address));
    }
}
