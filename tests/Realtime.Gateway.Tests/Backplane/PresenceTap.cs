using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Realtime.Contracts.Json;
using Realtime.Contracts.Presence;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;

namespace Realtime.Gateway.Tests.Backplane;

/// <summary>Reads what gateways tell Presence, and asks them for snapshots as Presence does.</summary>
internal sealed class PresenceTap : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly ConcurrentQueue<PresenceBatch> _batches = new();

    private PresenceTap(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    public static async Task<PresenceTap> OpenAsync(string broker)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var tap = new PresenceTap(connection, channel);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            tap._batches.Enqueue(JsonSerializer.Deserialize(delivery.Body.Span, RealtimeJsonContext.Default.PresenceBatch)!);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(BusNames.PresenceQueue, autoAck: true, consumer);
        return tap;
    }

    public IReadOnlyList<PresenceBatch> Of(string gatewayId) => [.. _batches.Where(batch => batch.GatewayId == gatewayId)];

    public async Task AskForSnapshotAsync(string gatewayId, string snapshotId)
    {
        using var writer = new BatchWriter("presence-test");
        var key = BusNames.GatewayKeyPrefix + gatewayId;
        writer.Write(new BatchEntry
        {
            Kind = EntryKind.Control,
            Target = key,
            Type = "snapshot_request",
            Data = Encoding.UTF8.GetBytes($$"""{"snapshot_id":"{{snapshotId}}"}"""),
        });
        await _channel.BasicPublishAsync(BusNames.FanoutExchange, key, mandatory: false, new BasicProperties { ContentType = BusNames.BatchContentType }, writer.WrittenMemory);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
