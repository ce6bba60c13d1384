using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>Removes files whose messages have expired, files nobody sent, and uploads nobody goes on with.</summary>
internal sealed partial class AttachmentSweeper(
    FileCatalog catalog,
    FileRemoval removal,
    DatabaseGate gate,
    AttachmentMetrics metrics,
    IOptions<AttachmentOptions> options,
    IOptions<DeliveryOptions> delivery,
    TimeProvider time,
    ILogger<AttachmentSweeper> logger) : BackgroundService
{
    private const int Limit = 100;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await catalog.ExpireTrimmedGrantsAsync(delivery.Value.SweepLimit, stoppingToken) >= delivery.Value.SweepLimit)
                {
                }

                await RemoveExpiredAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or ContentUnavailableException)
            {
                Log.Failed(logger, (exception as PostgresException)?.SqlState ?? exception.GetType().Name);
            }
        }
    }

    private async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        List<Guid> expired;
        int removed;
        do
        {
            expired = await catalog.ExpiredAsync(Limit, cancellationToken);
            removed = 0;
            foreach (var id in expired)
            {
                if (await RemoveExpiredAsync(id, cancellationToken))
                {
                    metrics.Expired();
                    removed++;
                }
            }
        }
        while (expired.Count == Limit && removed > 0);
    }

    /// <summary>A file whose content cannot be removed is put off: the others must not wait behind it.</summary>
    private async Task<bool> RemoveExpiredAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return await removal.RemoveExpiredAsync(id, cancellationToken);
        }
        catch (ContentUnavailableException exception)
        {
            Log.PutOff(logger, id, (exception.InnerException ?? exception).GetType().Name);
            await catalog.PutOffExpiryAsync(id, RetryAfter, cancellationToken);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5212, LogLevel.Warning, "Expired files could not be removed ({Reason}); it is tried again.", EventName = "FileSweepFailed")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(5217, LogLevel.Warning, "The expired file {File} could not be removed ({Reason}); it is tried again in a minute.", EventName = "FileRemovalPutOff")]
        public static partial void PutOff(ILogger logger, Guid file, string reason);
    }
}
