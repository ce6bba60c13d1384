using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Realtime.OfflineDelivery.Attachments.Grants;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>One round trip for a batch: accepts its messages and applies its acknowledgements, both or neither.</summary>
internal sealed class AcceptStore(NpgsqlDataSource database, IOptions<DeliveryOptions> options)
{
    public async Task ApplyAsync(BatchPlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var acknowledgements = AcknowledgeCommands.For(plan, options.Value, now);
        if (acknowledgements.ById is { } byId)
        {
            // Before the messages of the batch: it says nothing of what was not stored when it was said.
            batch.BatchCommands.Add(byId);
        }

        if (plan.Messages.Count > 0)
        {
            batch.BatchCommands.Add(Accept(plan.Messages, now));
        }

        if (acknowledgements.ByKey is { } byKey)
        {
            batch.BatchCommands.Add(byKey);
        }

        // After the others: it has no rows to read, and sees the places they gave.
        if (FileGrants.Command(plan.Messages) is { } grants)
        {
            batch.BatchCommands.Add(grants);
        }

        if (batch.BatchCommands.Count == 0)
        {
            return;
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (acknowledgements.ById is not null)
        {
            await acknowledgements.ReadByIdAsync(reader, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
        }

        if (plan.Messages.Count > 0)
        {
            await ReadAcceptedAsync(reader, plan.Messages, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
        }

        if (acknowledgements.ByKey is not null)
        {
            await AcknowledgeCommands.ReadByKeyAsync(reader, plan, cancellationToken);
        }

        // Until here nothing is committed, and disposing the reader does not tell of a connection lost or a timeout in what is left.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }
    }

    /// <summary>Finds the offsets of room messages that were stored by an earlier attempt.</summary>
    public async Task FindOffsetsAsync(IReadOnlyCollection<PendingMessage> messages, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT * FROM scoped_offsets($1, $2)");
        command.Parameters.Add(messages.Select(message => message.Name).Distinct().ToArray(), NpgsqlDbType.Text);
        command.Parameters.Add(messages.Select(message => message.Entry.MessageId!).Distinct().ToArray(), NpgsqlDbType.Text);
        var byKey = messages.ToDictionary(message => (message.Name, message.Entry.Scope, message.Entry.MessageId!));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (byKey.TryGetValue((reader.GetString(0), reader.GetString(1), reader.GetString(2)), out var message))
            {
                message.Place = reader.GetInt64(3);
                message.Epoch = reader.GetString(4);
            }
        }
    }

    private static async Task ReadAcceptedAsync(NpgsqlDataReader reader, List<PendingMessage> messages, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var message = messages[(int)reader.GetInt64(0) - 1];
            message.IsNew = true;
            message.Place = reader.GetInt64(1);
            message.Epoch = reader.TextOrNull(2);
        }
    }

    private static NpgsqlBatchCommand Accept(List<PendingMessage> messages, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand("SELECT * FROM accept_messages($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
        var parameters = command.Parameters;
        parameters.Add(Column(messages, static message => message.Key), NpgsqlDbType.Uuid);
        parameters.Add(Column(messages, static message => (short)message.Kind), NpgsqlDbType.Smallint);
        parameters.Add(Column(messages, static message => message.Name), NpgsqlDbType.Text);
        parameters.Add(Column(messages, static message => message.Entry.MessageId!), NpgsqlDbType.Text);
        parameters.Add(Column(messages, static message => message.Entry.Type!), NpgsqlDbType.Text);
        parameters.Add(Column(messages, static message => message.Entry.Sender), NpgsqlDbType.Text);
        parameters.Add(Column(messages, static message => message.Entry.Publisher), NpgsqlDbType.Text);
        parameters.Add(Column(messages, static message => message.Entry.Data), NpgsqlDbType.Bytea);
        parameters.Add(Column(messages, static message => message.Entry.Trace), NpgsqlDbType.Text);
        parameters.Add(Column(messages, message => SentAt(message, now)), NpgsqlDbType.TimestampTz);
        parameters.Add(Column(messages, static message => message.ExpiresAt.UtcDateTime), NpgsqlDbType.TimestampTz);
        parameters.Add(Column(messages, static message => message.Entry.TtlSeconds > 0), NpgsqlDbType.Boolean);
        parameters.Time(now);
        return command;
    }

    private static DateTime SentAt(PendingMessage message, DateTimeOffset now) =>
        message.Entry.Timestamp is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(message.Entry.Timestamp).UtcDateTime : now.UtcDateTime;

    private static T[] Column<T>(List<PendingMessage> messages, Func<PendingMessage, T> value)
    {
        var column = new T[messages.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(messages[i]);
        }

        return column;
    }
}
