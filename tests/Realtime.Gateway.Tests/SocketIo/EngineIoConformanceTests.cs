using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Realtime.Gateway.Tests.SocketIo.Support;

namespace Realtime.Gateway.Tests.SocketIo;

/// <summary>Every case of the public Engine.IO v4 protocol test suite (25), against a gateway with the conformance handlers on.</summary>
public sealed class EngineIoConformanceTests(ConformanceFixture gateways) : IClassFixture<ConformanceFixture>
{
    private const string Path = "/engine.io/";
    private const string SocketQuery = "EIO=4&transport=websocket";
    private const int PingInterval = 300;
    private const int PingTimeout = 200;

    private SocketIoHost Host => gateways.Host;

    [Fact]
    public async Task Handshake_Polling_OpensASession()
    {
        using var response = await Host.Http.GetAsync(Host.Polling(Path));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=UTF-8");
        CheckOpen(await response.Content.ReadAsStringAsync(), "[\"websocket\"]");
    }

    [Theory]
    [InlineData("transport=polling", 5)]
    [InlineData("EIO=abc&transport=polling", 5)]
    [InlineData("EIO=3&transport=polling", 5)]
    [InlineData("EIO=4", 0)]
    [InlineData("EIO=4&transport=abc", 0)]
    [InlineData("", 0)]
    [InlineData("EIO=4&transport=polling&sid=nope", 1)]
    [InlineData("EIO=4&transport=websocket", 3)]
    public async Task Handshake_PollingWithABadQuery_IsRefusedWithItsCode(string query, int code)
    {
        using var response = await Host.Http.GetAsync(Host.Polling(Path, query));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        error.RootElement.GetProperty("code").GetInt32().ShouldBe(code);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Handshake_PollingWithABadMethod_IsRefused(string method)
    {
        using var response = await Host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), Host.Polling(Path)));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldBe("{\"code\":2,\"message\":\"Bad handshake method\"}");
    }

    [Fact]
    public async Task Handshake_WebSocket_OpensASession()
    {
        await using var socket = await RawSocket.ConnectAsync(Host.WebSocket(Path));
        CheckOpen((await socket.ReadAsync())!, "[]");
    }

    [Theory]
    [InlineData("transport=websocket")]
    [InlineData("EIO=abc&transport=websocket")]
    [InlineData("EIO=4")]
    [InlineData("EIO=4&transport=abc")]
    public async Task Handshake_WebSocketWithABadQuery_IsRefused(string query) =>
        await Should.ThrowAsync<WebSocketException>(() => RawSocket.ConnectAsync(Host.WebSocket(Path, query)));

    [Theory]
    [InlineData("4hello")]
    [InlineData("4test1", "4test2", "4test3")]
    [InlineData("4hello", "bAQIDBA==")]
    public async Task Message_Polling_IsEchoed(params string[] packets)
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        await client.SendAsync(string.Join('\u001e', packets));
        foreach (var packet in packets)
        {
            (await client.ReadPacketAsync()).ShouldBe(packet);
        }
    }

    [Fact]
    public async Task Message_PollingWithABadPacket_ClosesTheSession()
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        (await client.PostAsync("abc")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Message_TwoPollsAtOnce_CloseTheSession()
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        var first = client.PollAsync();
        await Host.Polls.OneAsync();
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await first).ShouldBe("1");
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Message_CancelledPoll_ClosesTheSession()
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        using var cancellation = new CancellationTokenSource();
        var poll = client.GetAsync(cancellation.Token);
        await Host.Polls.OneAsync();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => poll);
        await Host.Polls.NoneAsync();
        (await client.PostAsync("4hello")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Message_WebSocketText_IsEchoed()
    {
        await using var socket = await OpenSocketAsync(Host);
        await EchoAsync(socket);
    }

    [Fact]
    public async Task Message_WebSocketBinary_IsEchoed()
    {
        await using var socket = await OpenSocketAsync(Host);
        await socket.SendAsync(1, 2, 3, 4);
        (await socket.ReadPacketAsync()).ShouldBe("bytes:1,2,3,4");
    }

    [Fact]
    public async Task Message_WebSocketWithABadPacket_ClosesTheSession()
    {
        await using var socket = await OpenSocketAsync(Host);
        await socket.SendAsync("abc");
        await socket.ReadToEndAsync();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure); // how this client tells an empty close frame
    }

    [Fact]
    public async Task Heartbeat_Polling_PingsAndTakesPongs()
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        for (var i = 0; i < 3; i++)
        {
            gateways.Time.Advance(PingInterval);
            (await client.PollAsync()).ShouldBe("2");
            await client.SendAsync("3");
        }
    }

    [Fact]
    public async Task Heartbeat_PollingWithoutPong_ClosesTheSession()
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        gateways.Time.Advance(PingInterval);
        (await client.PollAsync()).ShouldBe("2");
        gateways.Time.Advance(PingTimeout - 1);
        (await client.PostAsync("4in time")).StatusCode.ShouldBe(HttpStatusCode.OK);
        gateways.Time.Advance(1);
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Heartbeat_WebSocket_PingsAndTakesPongs()
    {
        await using var socket = await OpenSocketAsync(Host);
        for (var i = 0; i < 3; i++)
        {
            gateways.Time.Advance(PingInterval);
            (await socket.ReadAsync()).ShouldBe("2");
            await socket.SendAsync("3");
            await EchoAsync(socket);
        }
    }

    [Fact]
    public async Task Heartbeat_WebSocketWithoutPong_ClosesTheSession()
    {
        await using var socket = await OpenSocketAsync(Host);
        gateways.Time.Advance(PingInterval);
        (await socket.ReadAsync()).ShouldBe("2");
        gateways.Time.Advance(PingTimeout - 1);
        await EchoAsync(socket);
        gateways.Time.Advance(1);
        (await socket.ReadAsync()).ShouldBeNull();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure); // how this client tells an empty close frame
    }

    [Fact]
    public async Task Close_Polling_EndsTheOpenPollAndTheSession()
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        var poll = client.PollAsync();
        await Host.Polls.OneAsync();
        await client.SendAsync("1");
        (await poll).ShouldBe("6");
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Close_WebSocket_EndsTheSession()
    {
        await using var socket = await OpenSocketAsync(Host);
        await socket.SendAsync("1");
        await socket.ReadToEndAsync();
    }

    [Fact]
    public async Task Upgrade_FromPolling_ContinuesOnTheSocket()
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        await using var socket = await RawSocket.ConnectAsync(Host.WebSocket(Path, $"{SocketQuery}&sid={client.Sid}"));
        await socket.SendAsync("2probe");
        (await socket.ReadAsync()).ShouldBe("3probe");
        (await client.PollAsync()).ShouldBe("6");
        await socket.SendAsync("5");
        await EchoAsync(socket);
    }

    [Fact]
    public async Task Upgrade_Done_RefusesPollingOfTheSession()
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        await using var socket = await UpgradeAsync(client);
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await EchoAsync(socket);
    }

    [Fact]
    public async Task Upgrade_Done_RefusesAnotherSocketOfTheSession()
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        await using var socket = await UpgradeAsync(client);
        await using var second = await RawSocket.ConnectAsync(Host.WebSocket(Path, $"{SocketQuery}&sid={client.Sid}"));
        (await second.ReadAsync()).ShouldBeNull();
        await EchoAsync(socket);
    }

    [Fact]
    public async Task Body_TooLarge_Is413AndTheSessionLives()
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        using var response = await client.PostAsync("4" + new string('x', 1_000_000));
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).ShouldBeEmpty();
        await client.SendAsync("4hello");
        (await client.PollAsync()).ShouldBe("4hello");
    }

    private static void CheckOpen(string packet, string upgrades)
    {
        packet[0].ShouldBe('0');
        using var open = JsonDocument.Parse(packet[1..]);
        open.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"]);
        open.RootElement.GetProperty("upgrades").GetRawText().ShouldBe(upgrades);
        open.RootElement.GetProperty("pingInterval").GetInt32().ShouldBe(PingInterval);
        open.RootElement.GetProperty("pingTimeout").GetInt32().ShouldBe(PingTimeout);
        open.RootElement.GetProperty("maxPayload").GetInt32().ShouldBe(1_000_000);
    }

    // What was sent before has been handled when this comes back.
    private static async Task EchoAsync(RawSocket socket)
    {
        await socket.SendAsync("4hello");
        (await socket.ReadAsync()).ShouldBe("4hello");
    }

    private static async Task<RawSocket> OpenSocketAsync(SocketIoHost host)
    {
        var socket = await RawSocket.ConnectAsync(host.WebSocket(Path));
        (await socket.ReadAsync())![0].ShouldBe('0');
        return socket;
    }

    private async Task<RawSocket> UpgradeAsync(PollingClient client)
    {
        var socket = await RawSocket.ConnectAsync(Host.WebSocket(Path, $"{SocketQuery}&sid={client.Sid}"));
        await socket.SendAsync("2probe");
        (await socket.ReadAsync()).ShouldBe("3probe");
        await socket.SendAsync("5");
        await EchoAsync(socket);
        return socket;
    }
}
