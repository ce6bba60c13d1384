using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Publishing;

namespace Realtime.Presence.Tracking;

/// <summary>
/// Sends probes the way the gateways' batches go. As long as they arrive, silence means that a gateway is dead; when they do not, it means nothing,
/// and the leases start again when the way is open.
/// </summary>
internal sealed class PipelineProbe(ConfirmedPublisher publisher, IOptions<PresenceOptions> options, TimeProvider time) : BackgroundService
{
    public const string MessageType = "probe";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ProbeInterval, time);
        do
        {
            await publisher.PublishAsync(BusNames.PresenceExchange, "", ReadOnlyMemory<byte>.Empty, new BasicProperties { Type = MessageType }, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
