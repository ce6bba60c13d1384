using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Realtime.Gateway.Tests.SocketIo.Support;

namespace Realtime.Gateway.Tests.SocketIo;

/// <summary>The cases about the transport that the two public protocol test suites share, each on its own path.</summary>
public abstract class TransportConformance(ConformanceFixture gateways, string path)
{
    protected const int PingInterval = 300;
    protected const int PingTimeout = 200;

    private const string SocketQuery = "EIO=4&transport=websocket";

    private protected SocketIoHost Host => gateways.Host;

    private protected SteppedTime Time => gateways.Time;

    [Fact]
    public async Task Handshake_Polling_OpensASession()
    {
        using var response = await Host.Http.GetAsync(Host.Polling(path));
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
        using var response = await Host.Http.GetAsync(Host.Polling(path, query));
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
        using var response = await Host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), Host.Polling(path)));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldBe("{\"code\":2,\"message\":\"Bad handshake method\"}");
    }

    [Fact]
    public async Task Handshake_WebSocket_OpensASession()
    {
        await using var socket = await RawSocket.ConnectAsync(Host.WebSocket(path));
        CheckOpen((await socket.ReadAsync())!, "[]");
    }

    [Theory]
    [InlineData("transport=websocket")]
    [InlineData("EIO=abc&transport=websocket")]
    [InlineData("EIO=4")]
    [InlineData("EIO=4&transport=abc")]
    public async Task Handshake_WebSocketWithABadQuery_IsRefused(string query) =>
        await Should.ThrowAsync<WebSocketException>(() => RawSocket.ConnectAsync(Host.WebSocket(path, query)));

    [Fact]
    public async Task Heartbeat_Polling_PingsAndTakesPongs()
    {
        var client = await PollingClient.OpenAsync(Host, path);
        for (var i = 0; i < 3; i++)
        {
            Time.Advance(PingInterval);
            (await client.PollAsync()).ShouldBe("2");
            await client.SendAsync("3");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Heartbeat_PollingWithoutPong_ClosesTheSession(bool reads)
    {
        var client = await PollingClient.OpenAsync(Host, path);
        Time.Advance(PingInterval);
        if (reads)
        {
            (await client.PollAsync()).ShouldBe("2");
        }

        Time.Advance(PingTimeout - 1);
        (await client.PostAsync("40/nowhere")).StatusCode.ShouldBe(HttpStatusCode.OK);
        Time.Advance(1);
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Heartbeat_WebSocket_PingsAndTakesPongs()
    {
        await using var socket = await OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            Time.Advance(PingInterval);
            (await socket.ReadAsync()).ShouldBe("2");
            await socket.SendAsync("3");
            await RoundTripAsync(socket);
        }
    }

    [Fact]
    public async Task Heartbeat_WebSocketWithoutPong_ClosesTheSession()
    {
        await using var socket = await OpenAsync();
        Time.Advance(PingInterval);
        (await socket.ReadAsync()).ShouldBe("2");
        Time.Advance(PingTimeout - 1);
        await RoundTripAsync(socket);
        Time.Advance(1);
        (await socket.ReadAsync()).ShouldBeNull();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure); // how this client tells an empty close frame
    }

    [Fact]
    public async Task Close_Polling_EndsTheOpenPollAndTheSession()
    {
        var client = await PollingClient.OpenAsync(Host, path);
        var poll = client.PollAsync();
        await Host.Polls.OneAsync();
        await client.SendAsync("1");
        (await poll).ShouldBe("6");
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Close_WebSocket_EndsTheSession()
    {
        await using var socket = await OpenAsync();
        await socket.SendAsync("1");
        await socket.ReadToEndAsync();
    }

    [Fact]
    public async Task Upgrade_FromPolling_ContinuesOnTheSocket()
    {
        var client = await PollingClient.OpenAsync(Host, path);
        await using var socket = await RawSocket.ConnectAsync(Host.WebSocket(path, $"{SocketQuery}&sid={client.Sid}"));
        await socket.SendAsync("2probe");
        (await socket.ReadAsync()).ShouldBe("3probe");
        (await client.PollAsync()).ShouldBe("6");
        await socket.SendAsync("5");
        await RoundTripAsync(socket);
    }

    [Fact]
    public async Task Upgrade_Done_RefusesPollingOfTheSession()
    {
        var client = await PollingClient.OpenAsync(Host, path);
        await using var socket = await UpgradeAsync(client);
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await RoundTripAsync(socket);
    }

    [Fact]
    public async Task Upgrade_Done_RefusesAnotherSocketOfTheSession()
    {
        var client = await PollingClient.OpenAsync(Host, path);
        await using var socket = await UpgradeAsync(client);
        await using var second = await RawSocket.ConnectAsync(Host.WebSocket(path, $"{SocketQuery}&sid={client.Sid}"));
        (await second.ReadAsync()).ShouldBeNull();
        await RoundTripAsync(socket);
    }

    private static void CheckOpen(string packet, string upgrades)
    {
        packet[0].ShouldBe('0');
        using var open = JsonDocument.Parse(packet[1..]);
        open.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"]);
        open.RootElement.GetProperty("sid").GetString().ShouldNotBeNullOrEmpty();
        open.RootElement.GetProperty("upgrades").GetRawText().ShouldBe(upgrades);
        open.RootElement.GetProperty("pingInterval").GetInt32().ShouldBe(PingInterval);
        open.RootElement.GetProperty("pingTimeout").GetInt32().ShouldBe(PingTimeout);
        open.RootElement.GetProperty("maxPayload").GetInt32().ShouldBe(1_000_000);
    }

    private protected async Task<RawSocket> OpenAsync()
    {
        var socket = await RawSocket.ConnectAsync(Host.WebSocket(path));
        (await socket.ReadAsync())![0].ShouldBe('0');
        return socket;
    }

    private async Task<RawSocket> UpgradeAsync(PollingClient client)
    {
        var socket = await RawSocket.ConnectAsync(Host.WebSocket(path, $"{SocketQuery}&sid={client.Sid}"));
        await socket.SendAsync("2probe");
        (await socket.ReadAsync()).ShouldBe("3probe");
        await socket.SendAsync("5");
        await RoundTripAsync(socket);
        return socket;
    }

    /// <summary>Asks something that is answered on an open transport: what was sent before has been handled when the answer is there.</summary>
    private protected abstract Task RoundTripAsync(RawSocket socket);
}
