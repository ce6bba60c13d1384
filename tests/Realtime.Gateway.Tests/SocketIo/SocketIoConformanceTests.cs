using System.Net;
using Realtime.Gateway.Tests.SocketIo.Support;

namespace Realtime.Gateway.Tests.SocketIo;

/// <summary>Every case of the public Socket.IO v5 protocol test suite (32), against a gateway with the conformance handlers on.</summary>
public sealed class SocketIoConformanceTests(ConformanceFixture gateways) : TransportConformance(gateways, "/socket.io/"), IClassFixture<ConformanceFixture>
{
    private const int ConnectTimeout = 1_000;

    [Theory]
    [InlineData("40", "40", "42[\"auth\",{}]")]
    [InlineData("40{\"token\":\"123\"}", "40", "42[\"auth\",{\"token\":\"123\"}]")]
    [InlineData("40/custom,", "40/custom,", "42/custom,[\"auth\",{}]")]
    [InlineData("40/custom,{\"token\":\"abc\"}", "40/custom,", "42/custom,[\"auth\",{\"token\":\"abc\"}]")]
    public async Task Connect_KnownNamespace_AnswersWithASidAndTellsTheAuth(string packet, string prefix, string auth)
    {
        await using var socket = await OpenAsync();
        await socket.SendAsync(packet);
        var connected = (await socket.ReadPacketAsync())!;
        connected.ShouldStartWith(prefix + "{\"sid\":\"");
        System.Text.Json.JsonDocument.Parse(connected[prefix.Length..]).RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["sid"]);
        (await socket.ReadPacketAsync()).ShouldBe(auth);
    }

    [Fact]
    public async Task Connect_UnknownNamespace_IsRefused()
    {
        await using var socket = await OpenAsync();
        await socket.SendAsync("40/random");
        (await socket.ReadPacketAsync()).ShouldBe("44/random,{\"message\":\"Invalid namespace\"}");
    }

    [Fact]
    public async Task Connect_InvalidHandshake_ClosesTheConnection()
    {
        await using var socket = await OpenAsync();
        await socket.SendAsync("4abc");
        await socket.ReadToEndAsync();
    }

    [Fact]
    public async Task Connect_Never_ClosesTheConnection()
    {
        await using var socket = await OpenAsync();
        for (var i = 0; i < ConnectTimeout / PingInterval; i++)
        {
            await PingAsync(socket);
        }

        // The time counts from the first tick, which came before the first ping.
        Time.Advance(ConnectTimeout % PingInterval + PingInterval);
        while (await socket.ReadAsync() is { } message)
        {
            message.ShouldBe("2");
        }
    }

    [Fact]
    public async Task Disconnect_MainNamespace_LeavesTheTransportOpen()
    {
        await using var socket = await ConnectAsync();
        await socket.SendAsync("41");
        await PingAsync(socket);
    }

    [Fact]
    public async Task Disconnect_CustomNamespace_LeavesTheMainOne()
    {
        await using var socket = await ConnectAsync();
        await socket.SendAsync("40/custom");
        (await socket.ReadPacketAsync())!.ShouldStartWith("40/custom,");
        (await socket.ReadPacketAsync())!.ShouldStartWith("42/custom,");
        await socket.SendAsync("41/custom");
        await socket.SendAsync("42[\"message\",\"message to main namespace\"]");
        (await socket.ReadPacketAsync()).ShouldBe("42[\"message-back\",\"message to main namespace\"]");
    }

    [Fact]
    public async Task Message_PlainText_ComesBack()
    {
        await using var socket = await ConnectAsync();
        await socket.SendAsync("42[\"message\",1,\"2\",{\"3\":[true]}]");
        (await socket.ReadPacketAsync()).ShouldBe("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
    }

    [Fact]
    public async Task Message_WithAttachments_ComesBackWithThem()
    {
        await using var socket = await ConnectAsync();
        await socket.SendAsync("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        await socket.SendAsync(1, 2, 3);
        await socket.SendAsync(4, 5, 6);
        (await socket.ReadPacketAsync()).ShouldBe("452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        (await socket.ReadPacketAsync()).ShouldBe("bytes:1,2,3");
        (await socket.ReadPacketAsync()).ShouldBe("bytes:4,5,6");
    }

    [Fact]
    public async Task Message_WithAck_IsAcknowledged()
    {
        await using var socket = await ConnectAsync();
        await socket.SendAsync("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
        (await socket.ReadPacketAsync()).ShouldBe("43456[1,\"2\",{\"3\":[false]}]");
    }

    [Fact]
    public async Task Message_WithAckAndAttachments_IsAcknowledgedWithThem()
    {
        await using var socket = await ConnectAsync();
        await socket.SendAsync("452-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        await socket.SendAsync(1, 2, 3);
        await socket.SendAsync(4, 5, 6);
        (await socket.ReadPacketAsync()).ShouldBe("462-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        (await socket.ReadPacketAsync()).ShouldBe("bytes:1,2,3");
        (await socket.ReadPacketAsync()).ShouldBe("bytes:4,5,6");
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("42{}")]
    [InlineData("42abc[\"message-with-ack\",1,\"2\",{\"3\":[false]}]")]
    [InlineData("42/user,[\"x\"]")]
    [InlineData("42[\"disconnect\"]")]
    public async Task Message_InvalidFormat_ClosesTheConnection(string packet)
    {
        await using var socket = await ConnectAsync();
        await socket.SendAsync(packet);
        (await socket.ReadAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Polling_ConnectAndEvents_WorkWithBinaryAsBase64()
    {
        var client = await ConnectPollingAsync();
        await client.SendAsync("451-[\"message\",{\"_placeholder\":true,\"num\":0}]\u001ebAQID");
        (await client.ReadPacketAsync()).ShouldBe("451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]");
        (await client.ReadPacketAsync()).ShouldBe("bAQID");
    }

    [Fact]
    public async Task Polling_Upgrade_KeepsTheNamespaces()
    {
        var client = await ConnectPollingAsync();
        await using var socket = await RawSocket.ConnectAsync(Host.WebSocket(query: $"EIO=4&transport=websocket&sid={client.Sid}"));
        await socket.SendAsync("2probe");
        (await socket.ReadAsync()).ShouldBe("3probe");
        await socket.SendAsync("5");
        await socket.SendAsync("42[\"message\",1]");
        (await socket.ReadPacketAsync()).ShouldBe("42[\"message-back\",1]");
        (await client.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task PingAsync(RawSocket socket)
    {
        Time.Advance(PingInterval);
        (await socket.ReadAsync()).ShouldBe("2");
        await socket.SendAsync("3");
        await RoundTripAsync(socket);
    }

    private async Task<PollingClient> ConnectPollingAsync()
    {
        var client = await PollingClient.OpenAsync(Host);
        await client.SendAsync("40");
        (await client.ReadPacketAsync()).ShouldStartWith("40{\"sid\":");
        (await client.ReadPacketAsync()).ShouldBe("42[\"auth\",{}]");
        return client;
    }

    private async Task<RawSocket> ConnectAsync()
    {
        var socket = await OpenAsync();
        await socket.SendAsync("40");
        (await socket.ReadPacketAsync())!.ShouldStartWith("40");
        (await socket.ReadPacketAsync())!.ShouldStartWith("42[\"auth\"");
        return socket;
    }

    private protected override async Task RoundTripAsync(RawSocket socket)
    {
        await socket.SendAsync("40/nowhere");
        (await socket.ReadAsync())!.ShouldStartWith("44/nowhere,");
    }
}
