using System.Diagnostics;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Connections;

public sealed class HeartbeatTests
{
    [Fact]
    public async Task SilentSocket_IsPingedThenClosed4408()
    {
        await using var host = await StartAsync(ping: 300, idle: 900);
        await using var client = await host.ConnectAsync();
        (await client.ReceiveAsync())!.Opcode.ShouldBe(Opcode.Ping);
        var close = await client.ReceiveCloseAsync();
        close!.CloseCode.ShouldBe(4408);
        await Wait.UntilAsync(() => !host.Echo.Closed.IsEmpty, "the adapter is told");
        host.Echo.Closed.Single().Close.Code.ShouldBe(CloseCode.HeartbeatMissed);
    }

    [Fact]
    public async Task SocketThatAnswers_LivesOn()
    {
        await using var host = await StartAsync(ping: 200, idle: 700);
        await using var client = await host.ConnectAsync();
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < 1500)
        {
            var ping = await client.ReceiveAsync();
            ping!.Opcode.ShouldBe(Opcode.Ping);
            await client.SendAsync(ClientFrame.Pong());
        }

        await client.ShouldEchoAsync();
        host.Echo.Opened.Single().LastPong.ShouldNotBeNull();
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
        await using var host = await StartAsync(ping: 60_000, idle: 60_000);
        await using var client = await host.ConnectAsync();
        for (var i = 1; i <= 5; i++)
        {
            await client.SendAsync(ClientFrame.Text($"!receipt {i}"));
        }

        var first = await client.ReceiveAsync();
        var watch = Stopwatch.StartNew();
        first!.Opcode.ShouldBe(Opcode.Ping);
        host.Echo.Receipts.ShouldBeEmpty();
        await client.SendAsync(ClientFrame.Build(Opcode.Pong, first.Payload));
        var second = await client.ReceiveAsync();
        watch.ElapsedMilliseconds.ShouldBeGreaterThan(100);
        await client.SendAsync(ClientFrame.Build(Opcode.Pong, second!.Payload));
        await Wait.UntilAsync(() => host.Echo.Receipts.Count == 2, "both receipts");
        host.Echo.Receipts.ShouldBe([1, 5]);
    }

    [Fact]
    public async Task Pong_ThatNobodyAskedFor_IsNoReceipt()
    {
        await using var host = await StartAsync(ping: 60_000, idle: 60_000);
        await using var client = await host.ConnectAsync();
        await client.SendAsync(ClientFrame.Text("!receipt 9"));
        await client.ReceiveAsync();
        await client.SendAsync(ClientFrame.Build(Opcode.Pong, new byte[8]), ClientFrame.Pong("87654321"), ClientFrame.Pong());
        await client.ShouldEchoAsync();
        host.Echo.Receipts.ShouldBeEmpty();
    }

    private static Task<SocketHost> StartAsync(int ping, int idle) => SocketHost.StartAsync(echo => echo.Settings = new EndpointSettings
    {
        PingInterval = TimeSpan.FromMilliseconds(ping),
        IdleTimeout = TimeSpan.FromMilliseconds(idle),
    });
}
