using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using Realtime.Contracts.Gateways;
using Realtime.Contracts.Json;
using Realtime.Contracts.Wire;
using Realtime.Edge.Tests.Support;
using Realtime.Testing;

namespace Realtime.Edge.Tests.Gateways;

public sealed class AnnouncementTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Gateways_heard_on_the_broker_are_used_and_rubbish_is_ignored()
    {
        var broker = await servers.CreateVirtualHostAsync();
        await using var gateway = await Backend.StartAsync("gateway-7");
        await using var edge = await TestEdge.StartAsync(new() { ["ConnectionStrings:messaging"] = broker });
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(BusNames.GatewaysExchange, ExchangeType.Fanout, durable: true);
        var announcement = JsonSerializer.SerializeToUtf8Bytes(
            new GatewayAnnouncement("gateway-7", gateway.Address.AbsoluteUri, gateway.Address.AbsoluteUri, false, 3, DateTimeOffset.UtcNow),
            RealtimeJsonContext.Default.GatewayAnnouncement);

        await Eventually.Async(async () =>
        {
            await channel.BasicPublishAsync(BusNames.GatewaysExchange, "", Encoding.UTF8.GetBytes("rubbish"));
            await channel.BasicPublishAsync(BusNames.GatewaysExchange, "", announcement);
            return edge.Gateways.Replicas.Any(replica => replica.Id == "gateway-7" && replica.Load == 3);
        });

        var (socket, hello) = await edge.ConnectAsync("/ws/connect");
        hello.ShouldStartWith("gateway-7 ");
        socket.Dispose();
    }
}
