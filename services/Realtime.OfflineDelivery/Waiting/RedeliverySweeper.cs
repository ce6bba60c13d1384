using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Waiting;

/// <summary>Sends messages again that are on a live socket and unacknowledged for too long, and tells of messages that wait.</summary>
internal sealed partial class RedeliverySweeper(
    WaitingMessages waiting,
    InboxStore store,
    BrokerConnection broker,
    ClientName origin,
    DatabaseGate gate,
    DeliveryMetrics metrics,
    IOptions<DeliveryOptions> options,
    IOptions<MessagingOptions> messaging,
    TimeProvider time,
    ILogger<RedeliverySweeper> logger) : BackgroundService
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        var interval = TimeSpan.FromMilliseconds(Math.Clamp(options.Value.RedeliverAfter.TotalMilliseconds / 10, 20, 500));
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            waiting.Announce();
            while (waiting.TakeDue(AtOnce) is { Count: > 0 } due)
            {
                await TrySendAsync(due, stoppingToken);
            }
        }
    }

    private async Task TrySendAsync(IReadOnlyList<Guid> due, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await broker.GetAsync(cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            var rows = await store.RetryAsync(due, cancellationToken);
            using var batcher = new FanoutBatcher(origin, messaging.Value);
            foreach (var row in rows)
            {
                batcher.Add(RoutingKeys.User(row.UserId), row.ToEntry(EntryKind.UserMessage, redelivered: true));
            }

            await batcher.FlushAsync(channel, cancellationToken);
            metrics.Redelivered(rows.Count);
            waiting.Forget(due.Except(rows.Select(static row => row.Key)));
            foreach (var row in rows)
            {
                waiting.Sent(row.ToWaiting(), first: false);
            }
        }
        catch (Exception exception) when (exception is NpgsqlException || BrokerOutage.Is(exception, cancellationToken))
        {
            Log.Failed(logger, due.Count, exception.GetType().Name);
            waiting.Postpone(due, Moment);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5161, LogLevel.Warning, "{Messages} unacknowledged messages could not be sent again ({Kind}); trying again.", EventName = "RedeliveryFailed")]
        public static partial void Failed(ILogger logger, int messages, string kind);
    }
}
