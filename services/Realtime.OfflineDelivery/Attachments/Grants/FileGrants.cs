using Npgsql;
using NpgsqlTypes;
using Realtime.OfflineDelivery.Data;
using Realtime.OfflineDelivery.Sequencing;

namespace Realtime.OfflineDelivery.Attachments.Grants;

/// <summary>The right to a file follows the message that carries it, and is given in the transaction that accepts the message.</summary>
internal static class FileGrants
{
    /// <summary>Null when no message of the batch carries a file.</summary>
    public static NpgsqlBatchCommand? Command(IReadOnlyList<PendingMessage> messages)
    {
        List<(Guid File, PendingMessage Message)>? carried = null;
        foreach (var message in messages)
        {
            if (message.Entry.Type == CarriedFiles.MessageType)
            {
                foreach (var file in CarriedFiles.Of(message.Entry.Data.Span))
                {
                    (carried ??= []).Add((file, message));
                }
            }
        }

        if (carried is null)
        {
            return null;
        }

        var command = new NpgsqlBatchCommand("SELECT grant_files($1, $2, $3, $4, $5, $6, $7)");
        command.Parameters.Add(carried.Select(static pair => pair.File).ToArray(), NpgsqlDbType.Uuid);
        command.Parameters.Add(carried.Select(static pair => pair.Message.Entry.Target).ToArray(), NpgsqlDbType.Text);
        command.Parameters.Add(carried.Select(static pair => pair.Message.Key).ToArray(), NpgsqlDbType.Uuid);
        command.Parameters.Add(carried.Select(static pair => pair.Message.Entry.Scope).ToArray(), NpgsqlDbType.Text);
        command.Parameters.Add(carried.Select(static pair => pair.Message.Entry.MessageId!).ToArray(), NpgsqlDbType.Text);
        command.Parameters.Add(carried.Select(static pair => pair.Message.Entry.Sender).ToArray(), NpgsqlDbType.Text);
        command.Parameters.Add(carried.Select(static pair => pair.Message.ExpiresAt.UtcDateTime).ToArray(), NpgsqlDbType.TimestampTz);
        return command;
    }
}
