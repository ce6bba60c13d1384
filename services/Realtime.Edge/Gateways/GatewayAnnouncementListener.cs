using System.Text.Json;
using Realtime.Contracts.Json;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Consuming;

namespace Realtime.Edge.Gateways;

/// <summary>Feeds the table from the broker, over reconnects.</summary>
internal sealed partial class GatewayAnnouncementListener(BrokerConnection broker, GatewayTable table, TimeProvider time, ILogger<GatewayAnnouncementListener> logger) : BackgroundService
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var queue = $"realtime.edge.{Guid.NewGuid():N}";
        var options = new ConsumerOptions(queue)
        {
            AutoAck = true,
            Prepare = async (channel, cancellationToken) =>
            {
                await channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true, cancellationToken: cancellationToken);
                await channel.QueueBindAsync(queue, BusNames.GatewaysExchange, "", cancellationToken: cancellationToken);
            },
        };
        await Task.WhenAll(new QueueConsumer(broker, options, OnDelivery, logger).RunAsync(stoppingToken), SweepAsync(stoppingToken));
    }

    private ValueTask OnDelivery(Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            if (JsonSerializer.Deserialize(delivery.Body.Span, RealtimeJsonContext.Default.GatewayAnnouncement) is { } announcement)
            {
                table.Hear(announcement);
            }
        }
        catch (JsonException exception)
        {
            Log.Unreadable(logger, exception.Message);
        }

        return ValueTask.CompletedTask;
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(SweepInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            table.Sweep();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5011, LogLevel.Warning, "An announcement cannot be read: {Reason}", EventName = "AnnouncementUnreadable")]
        public static partial void Unreadable(ILogger logger, string reason);
    }
}
