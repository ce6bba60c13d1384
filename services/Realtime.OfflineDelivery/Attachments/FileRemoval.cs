using System.Net.Sockets;
using Npgsql;
using Realtime.OfflineDelivery.Attachments.Content;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>
/// Removes files with their content. First the file is marked, and is none from then on; then its content goes, with no lock held that a slow disk could make
/// messages wait for; the row goes last, so that what a crash leaves behind is found again.
/// </summary>
internal sealed partial class FileRemoval(FileCatalog catalog, IFileContent content, TimeProvider time, ILogger<FileRemoval> logger)
{
    /// <summary>A file or an upload is gone when this returns; what could not be removed of it, the sweeper removes later.</summary>
    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await catalog.MarkRemovedAsync(id, DateTimeOffset.MaxValue, cancellationToken))
        {
            return;
        }

        try
        {
            await FinishAsync(id, cancellationToken);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            Log.NotRemoved(logger, id, exception.GetType().Name);
        }
    }

    /// <summary>Unless a message that carries it has just made it live longer.</summary>
    public async Task<bool> RemoveExpiredAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await catalog.MarkRemovedAsync(id, time.GetUtcNow(), cancellationToken))
        {
            return false;
        }

        await FinishAsync(id, cancellationToken);
        return true;
    }

    /// <summary>Removes an upload that failed; when that fails too, the sweeper finds it later.</summary>
    public async Task AbandonAsync(Guid id)
    {
        try
        {
            await RemoveAsync(id, CancellationToken.None);
        }
        catch (Exception exception) when (IsFault(exception))
        {
            Log.NotRemoved(logger, id, exception.GetType().Name);
        }
    }

    private async Task FinishAsync(Guid id, CancellationToken cancellationToken)
    {
        content.Delete(id);
        await catalog.DeleteAsync(id, cancellationToken);
    }

    private static bool IsFault(Exception exception) => exception is NpgsqlException or TimeoutException or SocketException or ContentUnavailableException;

    private static partial class Log
    {
        [LoggerMessage(5216, LogLevel.Warning, "File {File} could not be removed whole ({Reason}); what is left goes when it has expired.", EventName = "FileNotRemoved")]
        public static partial void NotRemoved(ILogger logger, Guid file, string reason);
    }
}
