using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client.Exceptions;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Data;
using Realtime.OfflineDelivery.Waiting;

namespace Realtime.OfflineDelivery.Diagnostics;

/// <summary>Looks now and then how deep the queues and how full the inboxes are.</summary>
internal sealed partial class DeliveryGauges(
    BrokerConnection broker,
    NpgsqlDataSource database,
    DatabaseGate gate,
    WaitingMessages waiting,
    DeliveryMetrics metrics,
    IOptions<MessagingOptions> messaging,
    TimeProvider time,
    ILogger<DeliveryGauges> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, long> _depths = [];
    private long _inbox;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Meter.CreateObservableGauge("realtime.delivery.queue.depth", Depths, "{message}", "Broker messages that wait, by queue.");
        metrics.Meter.CreateObservableGauge("realtime.delivery.inbox.size", () => Interlocked.Read(ref _inbox), "{message}", "Messages in all inboxes (estimate).");
        metrics.Meter.CreateObservableGauge("realtime.delivery.waiting", () => waiting.Count, "{message}", "Unacknowledged messages watched over.");
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationInterruptedException or AlreadyClosedException or System.Net.Sockets.SocketException or IOException)
            {
                Log.Failed(logger, exception.GetType().Name);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'inbox'::regclass");
        Interlocked.Exchange(ref _inbox, (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L));
        if (!broker.IsConnected)
        {
            return;
        }

        var connection = await broker.GetAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        foreach (var queue in Enumerable.Range(0, messaging.Value.Shards).Select(Shard.Queue).Append(BusNames.IngressQueue).Append(BusNames.DeadLetterQueue))
        {
            var depth = (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
            lock (_depths)
            {
                _depths[queue] = depth;
            }
        }
    }

    private List<System.Diagnostics.Metrics.Measurement<long>> Depths()
    {
        lock (_depths)
        {
            return [.. _depths.Select(static pair => new System.Diagnostics.Metrics.Measurement<long>(pair.Value, new KeyValuePair<string, object?>("queue", pair.Key)))];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5131, LogLevel.Debug, "Queues and inboxes could not be looked at ({Kind}).", EventName = "GaugesFailed")]
        public static partial void Failed(ILogger logger, string kind);
    }
}
