using System.Net;
using System.Net.WebSockets;
using Realtime.Gateway.Tests.SocketIo.Support;

namespace Realtime.Gateway.Tests.SocketIo;

/// <summary>Every case of the public Engine.IO v4 protocol test suite (25), against a gateway with the conformance handlers on.</summary>
public sealed class EngineIoConformanceTests(ConformanceFixture gateways) : TransportConformance(gateways, Path), IClassFixture<ConformanceFixture>
{
    private const string Path = "/engine.io/";

    [Theory]
    [InlineData("4hello")]
    [InlineData("4test1", "4test2", "4test3")]
    [InlineData("4hello", "bAQIDBA==")]
    public async Task Message_Polling_IsEchoed(params string[] packets)
    {
        var client = await PollingClient.OpenAsync(Host, Path);
        var body = string.Join('\u001e', packets);
        await client.SendAsync(body);
        (await client.PollAsync()).ShouldBe(body);
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
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Message_WebSocketText_IsEchoed()
    {
        await using var socket = await OpenAsync();
        await RoundTripAsync(socket);
    }

    [Fact]
    public async Task Message_WebSocketBinary_IsEchoed()
    {
        await using var socket = await OpenAsync();
        await socket.SendAsync(1, 2, 3, 4);
        (await socket.ReadPacketAsync()).ShouldBe("bytes:1,2,3,4");
    }

    [Fact]
    public async Task Message_WebSocketWithABadPacket_ClosesTheSession()
    {
        await using var socket = await OpenAsync();
        await socket.SendAsync("abc");
        await socket.ReadToEndAsync();
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure); // how this client tells an empty close frame
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

    private protected override async Task RoundTripAsync(RawSocket socket)
    {
        await socket.SendAsync("4hello");
        (await socket.ReadAsync()).ShouldBe("4hello");
    }
}
