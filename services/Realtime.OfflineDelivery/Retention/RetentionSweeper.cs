using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Realtime.Contracts.Events;
using Realtime.Messaging.Rooms;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Data;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.OfflineDelivery.Events;
using Realtime.OfflineDelivery.Journeys;
using Realtime.OfflineDelivery.Waiting;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Retention;

/// <summary>Removes what is past its time or its room's size, a bounded number of rows at a time, until nothing is left to remove.</summary>
internal sealed partial class RetentionSweeper(
    NpgsqlDataSource database,
    DatabaseGate gate,
    RoomNamespaces namespaces,
    WaitingMessages waiting,
    EventQueue events,
    JourneyRecorder journeys,
    DeliveryMetrics metrics,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<RetentionSweeper> logger) : BackgroundService
{
    private const int SlowEvery = 10;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        for (var round = 0; await timer.WaitForNextTickAsync(stoppingToken); round++)
        {
            try
            {
                await ExpireInboxAsync(stoppingToken);
                await RepeatAsync("SELECT expire_logs($1, $2)", Now, stoppingToken);
                if (round % SlowEvery == 0)
                {
                    await RepeatAsync("SELECT trim_logs($1, $2, $3)", Sizes, stoppingToken);
                    await RepeatAsync("SELECT expire_dedupe($1, $2)", parameters => Before(parameters, options.Value.DedupeWindow), stoppingToken);
                    await RepeatAsync("SELECT expire_receipts($1, $2)", parameters => Before(parameters, options.Value.MaxTimeToLive), stoppingToken);
                    await RepeatAsync("SELECT expire_devices($1, $2)", parameters => Before(parameters, options.Value.DeviceTime), stoppingToken);
                    await RepeatAsync("SELECT expire_journeys($1, $2)", parameters => Before(parameters, options.Value.JourneyTime), stoppingToken);
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                Log.Failed(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
            }
        }
    }

    private async Task ExpireInboxAsync(CancellationToken cancellationToken)
    {
        int removed;
        do
        {
            var now = time.GetUtcNow();
            var expired = new List<(Guid Key, string User, string Message, string Scope)>();
            await using var command = database.CreateCommand("SELECT * FROM expire_inbox_scoped($1, $2)");
            Now(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                expired.Add((reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
            }

            waiting.Forget(expired.Select(static row => row.Key));
            foreach (var (key, user, message, scope) in expired)
            {
                events.Add(new MessageExpired(key, message, user, "ttl", now));
                journeys.Step(RoutingKeys.User(user), scope, message, "expired", now);
            }

            metrics.Expired(expired.Count);
            removed = expired.Count;
        }
        while (removed >= options.Value.SweepLimit);
    }

    private async Task RepeatAsync(string statement, Action<NpgsqlParameterCollection> parameters, CancellationToken cancellationToken)
    {
        long removed;
        do
        {
            await using var command = database.CreateCommand(statement);
            parameters(command.Parameters);
            removed = (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
        }
        while (removed >= options.Value.SweepLimit);
    }

    private void Now(NpgsqlParameterCollection parameters)
    {
        parameters.Time(time.GetUtcNow());
        parameters.Number(options.Value.SweepLimit);
    }

    private void Before(NpgsqlParameterCollection parameters, TimeSpan age)
    {
        parameters.Time(time.GetUtcNow() - age);
        parameters.Number(options.Value.SweepLimit);
    }

    private void Sizes(NpgsqlParameterCollection parameters)
    {
        var known = namespaces.All.Where(static pair => pair.Value.HasHistory).ToList();
        parameters.Add(known.Select(static pair => pair.Key).ToArray(), NpgsqlDbType.Text);
        parameters.Add(known.Select(static pair => pair.Value.HistorySize).ToArray(), NpgsqlDbType.Integer);
        parameters.Number(options.Value.SweepLimit);
    }

    private static partial class Log
    {
        [LoggerMessage(5191, LogLevel.Warning, "A sweep failed ({Reason}); it is tried again.", EventName = "SweepFailed")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
