using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Connections;

public sealed class HeartbeatTests
{
    [Fact]
    public async Task SilentSocket_IsPingedThenClosed4408()
    {
        var time = new ManualTime();
        await using var host = await SocketHost.StartAsync(time: time);
        await using var client = await host.ConnectAsync();
        await client.ShouldEchoAsync();
        time.Advance(TimeSpan.FromSeconds(53.9));
        await client.ShouldEchoAsync();
        time.Advance(TimeSpan.FromSeconds(0.1));
        (await client.ReceiveAsync())!.Opcode.ShouldBe(Opcode.Ping);
        time.Advance(TimeSpan.FromSeconds(60));
        var close = await client.ReceiveCloseAsync();
        close!.CloseCode.ShouldBe(4408);
        await Wait.UntilAsync(() => !host.Echo.Closed.IsEmpty, "the adapter is told");
        host.Echo.Closed.Single().Close.Code.ShouldBe(CloseCode.HeartbeatMissed);
    }

    [Fact]
    public async Task SocketThatAnswers_LivesOn()
    {
        var time = new ManualTime();
        await using var host = await SocketHost.StartAsync(time: time);
        await using var client = await host.ConnectAsync();
        await client.ShouldEchoAsync();
        for (var i = 0; i < 5; i++)
        {
            var before = host.Echo.Opened.Single().LastPong;
            time.Advance(TimeSpan.FromSeconds(54));
            (await client.ReceiveAsync())!.Opcode.ShouldBe(Opcode.Ping);
            await client.SendAsync(ClientFrame.Pong());
            await Wait.UntilAsync(() => host.Echo.Opened.Single().LastPong != before, "the pong is noted");
        }

        await client.ShouldEchoAsync();
    }

    [Fact]
    public async Task EndpointWithoutPings_ClosesIdleSocketsWithItsOwnCode()
    {
        await using var host = await SocketHost.StartAsync(echo => echo.Settings = new EndpointSettings
        {
            PingInterval = null,
            IdleTimeout = TimeSpan.FromMilliseconds(400),
            IdleCloseCode = CloseCode.ProtocolError,
        });
        await using var client = await host.ConnectAsync();
        (await client.ReceiveAsync())!.CloseCode.ShouldBe(1002);
    }

    [Fact]
    public async Task PeerThatIgnoresTheClose_IsCut()
    {
        await using var host = await SocketHost.StartAsync(echo => echo.Settings = new EndpointSettings { CloseTimeout = TimeSpan.FromMilliseconds(300) });
        await using var client = await host.ConnectAsync();
        await client.SendAsync(ClientFrame.Text("!close 1000"));
        await client.ReceiveCloseAsync();
        await client.ShouldEndAsync();
        await Wait.UntilAsync(() => host.Hub.SocketCount == 0, "the socket is gone");
    }

    [Fact]
    public async Task Receipt_ComesWithThePong_AndPingsKeepTheirDistance()
    {
        var time = new ManualTime();
        await using var host = await SocketHost.StartAsync(time: time);
        await using var client = await host.ConnectAsync();
        for (var i = 1; i <= 5; i++)
        {
            await client.SendAsync(ClientFrame.Text($"!receipt {i}"));
        }

        var first = await client.ReceiveAsync();
        first!.Opcode.ShouldBe(Opcode.Ping);
        host.Echo.Receipts.ShouldBeEmpty();
        await client.SendAsync(ClientFrame.Build(Opcode.Pong, first.Payload));
        await Wait.UntilAsync(() => host.Echo.Receipts.Count == 1, "the first receipt");
        await client.ShouldEchoAsync();
        time.Advance(TimeSpan.FromMilliseconds(199));
        await client.ShouldEchoAsync();
        time.Advance(TimeSpan.FromMilliseconds(101));
        var second = await client.ReceiveAsync();
        await client.SendAsync(ClientFrame.Build(Opcode.Pong, second!.Payload));
        await Wait.UntilAsync(() => host.Echo.Receipts.Count == 2, "both receipts");
        host.Echo.Receipts.ShouldBe([1, 5]);
    }

    [Fact]
    public async Task Pong_ThatNobodyAskedFor_IsNoReceipt()
    {
        await using var host = await SocketHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.SendAsync(ClientFrame.Text("!receipt 9"));
        await client.ReceiveAsync();
        await client.SendAsync(ClientFrame.Build(Opcode.Pong, new byte[8]), ClientFrame.Pong("87654321"), ClientFrame.Pong());
        await client.ShouldEchoAsync();
        host.Echo.Receipts.ShouldBeEmpty();
    }
}
