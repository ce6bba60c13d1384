using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Diagnostics;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Waiting;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Diagnostics;

/// <summary>Looks now and then how deep the queues are, who consumes them, and how full the inboxes are.</summary>
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
    /// <summary>The statistics' running count; what the planner last saw where there are none, as after a crash of the server.</summary>
    private const string InboxSize =
        """
        SELECT CASE WHEN pg_stat_get_tuples_inserted(oid) > 0 THEN pg_stat_get_live_tuples(oid) ELSE greatest(reltuples, 0)::bigint END
        FROM pg_class WHERE oid = 'inbox'::regclass
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private long _inbox = -1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Meter.CreateObservableGauge("realtime.delivery.inbox.size", Inbox, "{message}", "Messages in all inboxes (estimate of the database's statistics).");
        metrics.Meter.CreateObservableGauge("realtime.delivery.waiting", () => waiting.Count, "{message}", "Unacknowledged messages watched over.");
        var queues = new QueueGauges(broker, metrics.Meter, "realtime.delivery");
        string[] names = [.. Enumerable.Range(0, messaging.Value.Shards).Select(Shard.Queue), BusNames.IngressQueue, BusNames.DeadLetterQueue];
        metrics.Begin();
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await using (var command = database.CreateCommand(InboxSize))
                {
                    Interlocked.Exchange(ref _inbox, (long)(await command.ExecuteScalarAsync(stoppingToken) ?? 0L));
                }

                await queues.LookAsync(names, stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException || BrokerOutage.Is(exception, stoppingToken))
            {
                Log.Failed(logger, exception.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Nothing before the first look: 0 would be a lie.</summary>
    private IEnumerable<Measurement<long>> Inbox()
    {
        var size = Interlocked.Read(ref _inbox);
        return size < 0 ? [] : [new Measurement<long>(size)];
    }

    private static partial class Log
    {
        [LoggerMessage(5131, LogLevel.Debug, "Queues and inboxes could not be looked at ({Kind}).", EventName = "GaugesFailed")]
        public static partial void Failed(ILogger logger, string kind);
    }
}
