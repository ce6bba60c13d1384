using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Realtime.Auth.Data;

/// <summary>Brings authdb up to date before the service listens; with several replicas one does it and the others wait.</summary>
internal sealed partial class DatabaseMigration(
    IDbContextFactory<AuthDbContext> contexts,
    IDataProtectionProvider protection,
    ILogger<DatabaseMigration> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
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

        Log.Migrated(logger);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Debug, "The database is up to date.", EventName = "DatabaseMigrated")]
        public static partial void Migrated(ILogger logger);
    }
}
