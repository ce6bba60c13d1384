using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.Auth.Data;

/// <summary>
/// Brings authdb up to date before the service listens; with several replicas one does it and the others wait. While the database is away
/// it tries again: other services go on with the keys they know.
/// </summary>
internal sealed partial class DatabaseMigration(
    IDbContextFactory<AuthDbContext> contexts,
    IDataProtectionProvider protection,
    TimeProvider time,
    ILogger<DatabaseMigration> logger) : IHostedService
{
    private const string WrongCredentialsClass = "28";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (!await TryMigrateAsync(cancellationToken))
        {
            await Task.Delay(Pause, time, cancellationToken);
        }

        Log.Migrated(logger);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> TryMigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MigrateAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (DatabaseFailure.Find(exception) is PostgresException refused && refused.SqlState.StartsWith(WrongCredentialsClass, StringComparison.Ordinal))
        {
            throw new ServiceConfigurationException("ConnectionStrings:authdb: the database server refuses the user or the password.");
        }
        catch (Exception exception) when (DatabaseFailure.Find(exception) is not null)
        {
            Log.NotMigrated(logger, DatabaseFailure.Describe(exception));
            return false;
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({DatabaseLocks.Migrations})", cancellationToken);
        try
        {
            await context.Database.MigrateAsync(cancellationToken);

            // The first use makes a key where there is none: while the others wait, so that all replicas begin with the same one.
            protection.CreateProtector(nameof(DatabaseMigration)).Protect([]);
        }
        finally
        {
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({DatabaseLocks.Migrations})", CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Debug, "The database is up to date.", EventName = "DatabaseMigrated")]
        public static partial void Migrated(ILogger logger);

        [LoggerMessage(4003, LogLevel.Warning, "The database cannot be brought up to date yet ({Reason}); trying again.", EventName = "DatabaseNotMigrated")]
        public static partial void NotMigrated(ILogger logger, string reason);
    }
}
