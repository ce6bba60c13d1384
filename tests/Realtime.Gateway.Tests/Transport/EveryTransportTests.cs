using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Transport;

/// <summary>One connection type over three ways: epoll, System.Net.Sockets, and upgraded requests on the HTTP endpoint.</summary>
public sealed class EveryTransportTests
{
    private const string Epoll = "epoll";
    private const string Managed = "managed";
    private const string Http = "http";

    public static TheoryData<string> Transports => [Epoll, Managed, Http];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Messages_WholeCutAndCompressed_ComeBack(string transport)
    {
        await using var host = await StartAsync(transport);
        await using var client = await RawSocketClient.ConnectAsync(Port(host, transport), "/echo", "Sec-WebSocket-Extensions: permessage-deflate");
        await client.SendAsync(
            ClientFrame.Build(Opcode.Text, "he"u8.ToArray(), final: false),
            ClientFrame.Build(Opcode.Ping, "p"u8.ToArray()),
            ClientFrame.Build(Opcode.Continuation, "llo"u8.ToArray()));
        var pong = await client.ReceiveAsync();
        (pong!.Opcode, pong.Text).ShouldBe((Opcode.Pong, "p"));
        (await client.ReceiveTextAsync()).ShouldBe("hello");

        await client.SendAsync(ClientFrame.Text(new string('x', 60_000)));
        var compressed = await client.ReceiveAsync();
        compressed!.Payload.Length.ShouldBeLessThan(1_000);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task ManyFramesAtOnce_ComeBackInOrder(string transport)
    {
        await using var host = await StartAsync(transport);
        await using var client = await RawSocketClient.ConnectAsync(Port(host, transport), "/echo");
        await client.SendAsync([.. Enumerable.Range(0, 500).SelectMany(i => ClientFrame.Text($"{i}"))]);
        for (var i = 0; i < 500; i++)
        {
            (await client.ReceiveTextAsync()).ShouldBe($"{i}");
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task BrokenRule_IsClosedWithItsCode_AndTheOthersAreServed(string transport)
    {
        await using var host = await StartAsync(transport);
        await using var other = await RawSocketClient.ConnectAsync(Port(host, transport), "/echo");
        await using var client = await RawSocketClient.ConnectAsync(Port(host, transport), "/echo");
        await client.SendAsync(ClientFrame.Build(Opcode.Text, "naked"u8.ToArray(), masked: false));
        (await client.ReceiveCloseAsync())!.CloseCode.ShouldBe(1002);
        await client.ShouldEndAsync();
        await client.DisposeAsync();
        await other.ShouldEchoAsync();
        await Wait.UntilAsync(() => host.Hub.SocketCount == 1, "the broken socket is gone");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task CloseByTheClient_IsAnswered(string transport)
    {
        await using var host = await StartAsync(transport);
        await using var client = await RawSocketClient.ConnectAsync(Port(host, transport), "/echo");
        await client.SendAsync(ClientFrame.Close(1000));
        (await client.ReceiveCloseAsync())!.CloseCode.ShouldBe(1000);
        await client.ShouldEndAsync();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task SlowReader_IsBoundedAndClosed4411(string transport)
    {
        await using var host = await StartAsync(transport);
        await using var slow = await RawSocketClient.ConnectAsync(Port(host, transport), "/echo");
        await slow.SendAsync(ClientFrame.Text("!join r"));
        (await slow.ReceiveTextAsync()).ShouldBe("joined");
        var connection = host.Echo.Opened.Single();
        for (var i = 0; connection.IsOpen && i < 20_000; i++)
        {
            host.Hub.Publish(EchoAdapter.Message(TargetKind.Room, "r", new string('x', 10_000)));
        }

        connection.IsOpen.ShouldBeFalse();
        connection.QueuedBytes.ShouldBeLessThan(200_000);
        await Wait.UntilAsync(() => !host.Echo.Closed.IsEmpty || host.Hub.SocketCount == 1, "the close is under way");
        (await slow.ReceiveCloseAsync())!.CloseCode.ShouldBe(4411);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Drain_ClosesEverySocket1001(string transport)
    {
        await using var host = await StartAsync(transport);
        await using var client = await RawSocketClient.ConnectAsync(Port(host, transport), "/echo");
        var drain = host.DrainAsync();
        (await client.ReceiveTextAsync()).ShouldBe("draining");
        (await client.ReceiveCloseAsync())!.CloseCode.ShouldBe(1001);
        await drain;
    }

    [Theory]
    [InlineData(Epoll)]
    [InlineData(Http)]
    public async Task Post_WithEverythingElseRight_IsNoUpgrade(string transport)
    {
        await using var host = await StartAsync(transport);
        await using var client = await RawSocketClient.OpenAsync(Port(host, transport));
        await client.SendAsync([.. "POST "u8, .. RawSocketClient.Request("/echo").AsSpan(4)]);
        await client.ReadHeadAsync();
        client.Status.ShouldBe(405);
        client.Header("Allow").ShouldBe("GET");
    }

    [Fact]
    public async Task Managed_HandshakeThatNeverEnds_Is408AndCostsNoPlace()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(Managed, time);
        await using var silent = await RawSocketClient.OpenAsync(host.Port);
        await time.AdvanceUntilAsync(silent.ReadHeadAsync(), TimeSpan.FromSeconds(1));
        silent.Status.ShouldBe(408);
        host.Get<AddressCounter>().Count(System.Net.IPAddress.Loopback).ShouldBe(0);
    }

    private static int Port(SocketHost host, string transport) => transport == Http ? host.HttpPort : host.Port;

    private static Task<SocketHost> StartAsync(string transport, ManualTime? time = null) => SocketHost.StartAsync(
        echo => echo.Settings = new EndpointSettings { MaxQueuedBytes = 200_000, CloseTimeout = TimeSpan.FromMinutes(1) },
        new Dictionary<string, string?> { ["Gateway:Sockets:Transport"] = transport == Managed ? "Managed" : "Auto" },
        time: time);
}
