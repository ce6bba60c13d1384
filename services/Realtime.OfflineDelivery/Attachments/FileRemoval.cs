using Npgsql;
using Realtime.OfflineDelivery.Attachments.Content;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>Removes files with their content: the row goes last, so that what a crash leaves behind is found again.</summary>
internal sealed partial class FileRemoval(NpgsqlDataSource database, IFileContent content, TimeProvider time, ILogger<FileRemoval> logger)
{
    public Task RemoveAsync(Guid id, CancellationToken cancellationToken) => RemoveAsync(id, DateTimeOffset.MaxValue, cancellationToken);

    /// <summary>Unless a message that carries it has just made it live longer.</summary>
    public Task<bool> RemoveExpiredAsync(Guid id, CancellationToken cancellationToken) => RemoveAsync(id, time.GetUtcNow(), cancellationToken);

    /// <summary>Removes an upload that failed; when that fails too, the sweeper finds it later.</summary>
    public async Task AbandonAsync(Guid id)
    {
        try
        {
            await RemoveAsync(id, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or ContentUnavailableException)
        {
            Log.NotRemoved(logger, id, exception.GetType().Name);
        }
    }

    private async Task<bool> RemoveAsync(Guid id, DateTimeOffset expiredAt, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("DELETE FROM files WHERE id = $1 AND expires_at <= $2", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Time(expiredAt);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        content.Delete(id);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(5216, LogLevel.Warning, "The upload {File} could not be removed ({Reason}); it will be when it has expired.", EventName = "UploadNotRemoved")]
        public static partial void NotRemoved(ILogger logger, Guid file, string reason);
    }
}
