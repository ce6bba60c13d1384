using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.ServiceDefaults.Databases;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>
/// Removes content of the folder that no row knows: it is from after the backup that deliverydb was restored from, and nobody can ask for it.
/// How old a file is says nothing of that: the time counts from when this process first missed its row, so that a wrong database can be noticed.
/// </summary>
internal sealed partial class OrphanSweeper(
    FileCatalog catalog,
    IFileContent content,
    DatabaseGate gate,
    IOptions<AttachmentOptions> options,
    TimeProvider time,
    ILogger<OrphanSweeper> logger) : BackgroundService
{
    private readonly Dictionary<Guid, long> _missedSince = [];

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

    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        var missed = new HashSet<Guid>();
        foreach (var ids in content.All())
        {
            foreach (var id in await catalog.UnknownAsync(ids, cancellationToken))
            {
                if (IsDue(id) && TryDelete(id))
                {
                    removed++;
                }
                else
                {
                    missed.Add(id);
                }
            }
        }

        // Known again, as after the restore of the right database, or gone.
        foreach (var id in _missedSince.Keys.Where(id => !missed.Contains(id)).ToList())
        {
            _missedSince.Remove(id);
        }

        if (removed > 0)
        {
            Log.Removed(logger, removed);
        }
    }

    private bool IsDue(Guid id)
    {
        if (_missedSince.TryGetValue(id, out var since))
        {
            return time.GetElapsedTime(since) >= options.Value.OrphanTime;
        }

        _missedSince.Add(id, time.GetTimestamp());
        return false;
    }

    private bool TryDelete(Guid id)
    {
        try
        {
            content.Delete(id);
            return true;
        }
        catch (ContentUnavailableException exception)
        {
            Log.NotRemoved(logger, id, (exception.InnerException ?? exception).GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5218, LogLevel.Warning, "{Count} files in the folder that the database does not know were removed.", EventName = "OrphansRemoved")]
        public static partial void Removed(ILogger logger, int count);

        [LoggerMessage(5219, LogLevel.Warning, "The folder could not be searched for files that the database does not know ({Reason}); it is tried again.", EventName = "OrphanSweepFailed")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(5220, LogLevel.Warning, "The file {FileId}, which the database does not know, could not be removed ({Reason}); it is tried again.", EventName = "OrphanNotRemoved")]
        public static partial void NotRemoved(ILogger logger, Guid fileId, string reason);
    }
}
