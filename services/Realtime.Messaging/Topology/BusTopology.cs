using RabbitMQ.Client;
using Realtime.Contracts.Wire;

namespace Realtime.Messaging.Topology;

/// <summary>Declares what docs/architecture.md ("Broker topology") lists. Declaring is idempotent, so every service does it at every connect.</summary>
public static class BusTopology
{
    // Messages leave the queues only when they are stored; a broker's default limit of redeliveries must not drop them.
    private const int NoDeliveryLimit = 1_000_000_000;

    /// <summary>Declares exchanges, queues and bindings.</summary>
    public static async Task DeclareAsync(IChannel channel, int shards, CancellationToken cancellationToken)
    {
        await ExchangesAsync(channel, cancellationToken);
        await QuorumQueueAsync(channel, BusNames.IngressQueue, singleActive: true, cancellationToken);
        await channel.QueueBindAsync(BusNames.IngressQueue, BusNames.PublishExchange, "#", cancellationToken: cancellationToken);
        await QuorumQueueAsync(channel, BusNames.DeadLetterQueue, singleActive: false, cancellationToken);
        await QuorumQueueAsync(channel, BusNames.PresenceQueue, singleActive: true, cancellationToken);
        await channel.QueueBindAsync(BusNames.PresenceQueue, BusNames.PresenceExchange, "", cancellationToken: cancellationToken);
        for (var shard = 0; shard < shards; shard++)
        {
            await QuorumQueueAsync(channel, Shard.Queue(shard), singleActive: true, cancellationToken);
            await channel.QueueBindAsync(Shard.Queue(shard), BusNames.ShardsExchange, Shard.Key(shard), cancellationToken: cancellationToken);
        }
    }

    /// <summary>
    /// Declares a gateway replica's queue (exclusive to the channel's connection, gone with it) and binds what every gateway gets; rooms and users are bound on interest.
    /// </summary>
    /// <returns>The name of the queue.</returns>
    public static async Task<string> DeclareGatewayQueueAsync(IChannel channel, string gatewayId, CancellationToken cancellationToken)
    {
        var queue = BusNames.GatewayQueuePrefix + gatewayId;
        await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
        foreach (var key in new[] { BusNames.AllKey, BusNames.ControlKey, RoutingKeys.Gateway(gatewayId) })
        {
            await channel.QueueBindAsync(queue, BusNames.FanoutExchange, key, cancellationToken: cancellationToken);
        }

        return queue;
    }

    private static async Task ExchangesAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await DurableExchangeAsync(channel, BusNames.PublishExchange, ExchangeType.Topic, cancellationToken);
        await DurableExchangeAsync(channel, BusNames.ShardsExchange, ExchangeType.Topic, cancellationToken);
        await DurableExchangeAsync(channel, BusNames.FanoutExchange, ExchangeType.Topic, cancellationToken);
        await DurableExchangeAsync(channel, BusNames.GatewaysExchange, ExchangeType.Fanout, cancellationToken);
        await DurableExchangeAsync(channel, BusNames.PresenceExchange, ExchangeType.Direct, cancellationToken);
        await channel.ExchangeBindAsync(BusNames.FanoutExchange, BusNames.ShardsExchange, BusNames.UserKeyPrefix + "#", cancellationToken: cancellationToken);
    }

    private static Task DurableExchangeAsync(IChannel channel, string name, string type, CancellationToken cancellationToken) =>
        channel.ExchangeDeclareAsync(name, type, durable: true, autoDelete: false, cancellationToken: cancellationToken);

    private static Task<QueueDeclareOk> QuorumQueueAsync(IChannel channel, string name, bool singleActive, CancellationToken cancellationToken)
    {
        var arguments = new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = NoDeliveryLimit,
        };
        if (singleActive)
        {
            arguments["x-single-active-consumer"] = true;
        }

        return channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
    }
}
