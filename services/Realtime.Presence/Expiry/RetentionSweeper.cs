using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.Presence.Expiry;

internal sealed partial class RetentionSweeper(
    RetentionStore store,
    DatabaseGate gate,
    IOptions<PresenceOptions> options,
    TimeProvider time,
    ILogger<RetentionSweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.RetentionInterval, time);
        do
        {
            try
            {
                await store.CleanAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                Log.NotCleaned(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(4311, LogLevel.Warning, "Old rows could not be removed ({Reason}).", EventName = "NotCleaned")]
        public static partial void NotCleaned(ILogger logger, string reason);
    }
}
