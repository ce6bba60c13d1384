using System.Text.Json;
using RabbitMQ.Client;
using Realtime.Contracts.Gateways;
using Realtime.Contracts.Json;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Peers;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Peers;

public sealed class GatewayPeersTests : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private string _broker = "";
    private TestAuthority _authority = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _broker = await _servers.CreateVirtualHostAsync();
        _authority = await TestAuthority.StartAsync();
        _gateway = await TestGateway.StartAsync(_broker, _authority);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _authority.DisposeAsync();
        await _servers.DisposeAsync();
    }

    [Fact]
    public async Task Announcement_FromTheAddressOfAnother_ReplacesThatOne()
    {
        var peers = _gateway.Get<IGatewayPeers>();
        await using var connection = await new ConnectionFactory { Uri = new Uri(_broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();

        // Its queue may not be bound yet.
        await Eventually.Async(async () =>
        {
            await AnnounceAsync(channel, "gw-before", 5001);
            await AnnounceAsync(channel, "gw-beside", 5003);
            return peers.Find("gw-before") is not null && peers.Find("gw-beside") is not null;
        });

        await AnnounceAsync(channel, "gw-after", 5001);

        await Eventually.Async(() => peers.Find("gw-after") is not null);
        peers.Find("gw-before").ShouldBeNull();
        peers.Find("gw-beside").ShouldNotBeNull();
        peers.Others.Select(peer => peer.Id).ShouldNotContain("gw-before");
    }

    private static ValueTask AnnounceAsync(IChannel channel, string id, int port)
    {
        var announcement = new GatewayAnnouncement(id, $"http://127.0.0.1:{port}", $"http://127.0.0.1:{port + 1}", Draining: false, Connections: 0, DateTimeOffset.UtcNow);
        return channel.BasicPublishAsync(BusNames.GatewaysExchange, "", JsonSerializer.SerializeToUtf8Bytes(announcement, RealtimeJsonContext.Default.GatewayAnnouncement));
    }
}
