using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>Removes content of the folder that no row knows: it is from after the backup that deliverydb was restored from, and nobody can ask for it.</summary>
internal sealed partial class OrphanSweeper(
    FileCatalog catalog,
    IFileContent content,
    DatabaseGate gate,
    IOptions<AttachmentOptions> options,
    TimeProvider time,
    ILogger<OrphanSweeper> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Storage != AttachmentStorage.Folder)
        {
            return;
        }

        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.OrphanSweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or SocketException or ContentUnavailableException)
            {
                Log.Failed(logger, (exception as PostgresException)?.SqlState ?? (exception.InnerException ?? exception).GetType().Name);
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var ids in content.WrittenBefore(time.GetUtcNow() - options.Value.OrphanTime))
        {
            foreach (var id in await catalog.UnknownAsync(ids, cancellationToken))
            {
                content.Delete(id);
                removed++;
            }
        }

        if (removed > 0)
        {
            Log.Removed(logger, removed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5218, LogLevel.Warning, "{Count} files in the folder that the database does not know were removed.", EventName = "OrphansRemoved")]
        public static partial void Removed(ILogger logger, int count);

        [LoggerMessage(5219, LogLevel.Warning, "The folder could not be searched for files that the database does not know ({Reason}); it is tried again.", EventName = "OrphanSweepFailed")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
