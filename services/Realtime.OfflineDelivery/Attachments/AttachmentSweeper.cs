using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.OfflineDelivery.Data;

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
        do
        {
            expired = await catalog.ExpiredAsync(Limit, cancellationToken);
            foreach (var id in expired)
            {
                if (await removal.RemoveExpiredAsync(id, cancellationToken))
                {
                    metrics.Expired();
                }
            }
        }
        while (expired.Count == Limit);
    }

    private static partial class Log
    {
        [LoggerMessage(5212, LogLevel.Warning, "Expired files could not be removed ({Reason}); it is tried again.", EventName = "FileSweepFailed")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
