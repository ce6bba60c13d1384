using MassTransit;
using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Messaging.Connections;
using Realtime.Presence.Diagnostics;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.Presence.Outbox;

/// <summary>Publishes the events of the outbox: in order for each user, many users at the same time, each at least once.</summary>
internal sealed partial class EventPublisher(
    OutboxStore store,
    OutboxSignal signal,
    IBus bus,
    BrokerConnection broker,
    DatabaseGate gate,
    PresenceMetrics metrics,
    IOptions<PresenceOptions> options,
    TimeProvider time,
    ILogger<EventPublisher> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await TryDrainAsync(stoppingToken))
            {
                await Task.Delay(Pause, time, stoppingToken);
            }

            await signal.Events.WaitAsync(options.Value.OutboxPoll, stoppingToken);
        }
    }

    private async Task<bool> TryDrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (broker.IsConnected && await store.HasAsync("events", cancellationToken))
            {
                await store.TakeEventsAsync(options.Value.OutboxChunk, PublishAsync, cancellationToken);
            }

            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The transaction was rolled back: what was published already is published again, under the same ids.
            Log.NotPublished(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
            return false;
        }
    }

    private async Task PublishAsync(IReadOnlyList<OutboxEvent> rows)
    {
        // A chunk that has begun is finished, also when the service stops: breaking it off would publish it again.
        using var deadline = new CancellationTokenSource(options.Value.OutboxTimeout, time);
        var lanes = rows.GroupBy(row => (uint)string.GetHashCode(row.UserId, StringComparison.Ordinal) % (uint)options.Value.OutboxLanes);
        await Task.WhenAll(lanes.Select(lane => PublishLaneAsync(lane, deadline.Token)));
        metrics.Published(rows, time.GetUtcNow());
    }

    private async Task PublishLaneAsync(IEnumerable<OutboxEvent> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
        {
            var message = EventMessages.From(row);
            await bus.Publish(message, message.GetType(), context => context.MessageId = row.EventId, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Warning, "Events could not be published ({Reason}); trying again.", EventName = "EventsNotPublished")]
        public static partial void NotPublished(ILogger logger, string reason);
    }
}
