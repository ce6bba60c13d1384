using System.Net;
using Realtime.Gateway.Tests.SocketIo.Support;

namespace Realtime.Gateway.Tests.SocketIo;

/// <summary>A session's requests may go to any gateway.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private readonly SocketIoCluster _cluster = new();
    private SocketIoHost _first = null!;
    private SocketIoHost _second = null!;

    public async Task InitializeAsync()
    {
        _first = await _cluster.StartAsync("gw-1");
        _second = await _cluster.StartAsync("gw-2");
    }

    public Task DisposeAsync() => _cluster.StopAsync();

    [Fact]
    public async Task Polling_RequestsSpreadOverGateways_AreOneSession()
    {
        var here = await PollingClient.OpenAsync(_first);
        var there = here.At(_second);
        await there.SendAsync("40/user,{\"token\":\"user:u1\"}");
        (await there.ReadPacketAsync()).ShouldStartWith("40/user,{\"sid\":");
        await here.SendAsync("42/user,[\"update_location\",{\"lat\":1,\"lng\":2}]");
        (await there.ReadPacketAsync()).ShouldStartWith("42/user,[\"location_updated\"");
        using var bad = await there.PostAsync("abc");
        bad.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("gw-1")]
    [InlineData("gw-2")]
    public async Task Upgrade_OnAnyGateway_ContinuesTheSession(string where)
    {
        var client = await PollingClient.OpenAsync(_first);
        await client.SendAsync("40/user,{\"token\":\"user:u1\"}");
        (await client.ReadPacketAsync()).ShouldStartWith("40/user,{\"sid\":");
        await using var socket = await RawSocket.ConnectAsync(_cluster.Hosts[where].WebSocket(query: $"EIO=4&transport=websocket&sid={Uri.EscapeDataString(client.Sid)}"));
        await socket.SendAsync("2probe");
        (await socket.ReadAsync()).ShouldBe("3probe");
        await socket.SendAsync("5");
        await socket.SendAsync("42/user,[\"update_location\",{\"lat\":1,\"lng\":2}]");
        (await socket.ReadPacketAsync())!.ShouldStartWith("42/user,[\"location_updated\"");
        await socket.SendAsync("1");
        (await socket.ReadPacketAsync()).ShouldBeNull();
        using var gone = await client.GetAsync();
        gone.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Polling_OwnerUnknown_IsAnUnknownSession()
    {
        using var response = await _first.Http.GetAsync(_first.Polling(query: "EIO=4&transport=polling&sid=gw-9.AAAAAAAAAAAAAAAAAAAA"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldBe("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }
}
