using Microsoft.EntityFrameworkCore;

namespace Realtime.Auth.Data;

/// <summary>Deletes what no request can ask for any more.</summary>
internal sealed partial class ExpiredRowsSweeper(IDbContextFactory<AuthDbContext> contexts, TimeProvider time, ILogger<ExpiredRowsSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LockoutMemory = TimeSpan.FromDays(1);

    /// <summary>Deletes at once; also what the timer calls.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var forgotten = now - LockoutMemory;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Revocations.Where(row => row.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        await context.RefreshFamilies.Where(row => row.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        await context.RefreshTokens.Where(row => row.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        await context.ClientSecrets.Where(row => row.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        await context.ClientLockouts.Where(row => row.LastFailureAt < forgotten).ExecuteDeleteAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, DatabaseFailure.Describe(exception));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4002, LogLevel.Warning, "Expired rows could not be deleted: {Reason}.", EventName = "SweepFailed")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
