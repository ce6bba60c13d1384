using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Realtime.Contracts.Events;
using Realtime.OfflineDelivery.Data;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.OfflineDelivery.Events;
using Realtime.OfflineDelivery.Journeys;

namespace Realtime.OfflineDelivery.Waiting;

/// <summary>Keeps inboxes at their cap: the oldest messages leave, are counted, and the user is told at the next drain.</summary>
internal sealed partial class InboxTrimmer(
    NpgsqlDataSource database,
    InboxCaps caps,
    WaitingMessages waiting,
    EventQueue events,
    JourneyRecorder journeys,
    DeliveryMetrics metrics,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<InboxTrimmer> logger) : BackgroundService
{
    private const int UsersAtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var users = new List<string>();
        while (await caps.Suspects.WaitToReadAsync(stoppingToken))
        {
            while (users.Count < UsersAtOnce && caps.Suspects.TryRead(out var user))
            {
                users.Add(user);
            }

            try
            {
                await TrimAsync([.. users], stoppingToken);
                users.Clear();
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
            {
                Log.Failed(logger, users.Count, exception.GetType().Name);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task TrimAsync(string[] users, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var trim = new NpgsqlBatchCommand("SELECT * FROM trim_inboxes_scoped($1, $2, $3)");
        trim.Parameters.Add(users, NpgsqlDbType.Text);
        trim.Parameters.Number(options.Value.InboxSize);
        trim.Parameters.Time(now);
        var count = new NpgsqlBatchCommand("SELECT id, (SELECT count(*)::int FROM inbox WHERE user_id = id) FROM unnest($1) AS id");
        count.Parameters.Add(users, NpgsqlDbType.Text);
        batch.BatchCommands.Add(trim);
        batch.BatchCommands.Add(count);

        var removed = new List<(Guid Key, string User, string Message, string Scope)>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            removed.Add((reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            caps.Set(reader.GetString(0), reader.GetInt32(1));
        }

        Tell(removed, now);
    }

    private void Tell(List<(Guid Key, string User, string Message, string Scope)> removed, DateTimeOffset now)
    {
        metrics.Overflowed(removed.Count);
        waiting.Forget(removed.Select(static row => row.Key));
        foreach (var (key, user, message, scope) in removed)
        {
            events.Add(new MessageExpired(key, message, user, "inbox_overflow", now));
            journeys.Step(Messaging.Topology.RoutingKeys.User(user), scope, message, "expired", now);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5121, LogLevel.Warning, "The inboxes of {Users} users could not be looked at ({Kind}); trying again.", EventName = "TrimFailed")]
        public static partial void Failed(ILogger logger, int users, string kind);
    }
}
