using Microsoft.EntityFrameworkCore;
using Npgsql;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Data;

/// <summary>Brings the schema up to date at start; while the database is away it tries again, and the service is not ready.</summary>
internal sealed partial class DatabaseMigrator(
    IDbContextFactory<DeliveryDbContext> contexts,
    DatabaseGate gate,
    TimeProvider time,
    ILogger<DatabaseMigrator> logger) : BackgroundService
{
    private const long MigrationLock = 7300;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryMigrateAsync(stoppingToken))
        {
            await Task.Delay(Pause, time, stoppingToken);
        }

        gate.Open();
    }

    private async Task<bool> TryMigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await context.Database.OpenConnectionAsync(cancellationToken);
            // One replica at a time; closing the connection gives the lock back.
            await context.Database.ExecuteSqlAsync($"select pg_advisory_lock({MigrationLock})", cancellationToken);
            await context.Database.MigrateAsync(cancellationToken);
            await context.Database.ExecuteSqlAsync($"select pg_advisory_unlock({MigrationLock})", cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
        {
            Log.NotMigrated(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Warning, "The schema could not be brought up to date yet ({Reason}); trying again.", EventName = "NotMigrated")]
        public static partial void NotMigrated(ILogger logger, string reason);
    }
}
