using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.Journeys;

internal sealed class JourneyStore(NpgsqlDataSource database)
{
    public async Task WriteAsync(IReadOnlyList<JourneyDraft> drafts, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var writer = await connection.BeginBinaryImportAsync("COPY journeys (message_id, target, scope, at, steps) FROM STDIN (FORMAT binary)", cancellationToken);
        foreach (var draft in drafts)
        {
            await writer.StartRowAsync(cancellationToken);
            await writer.WriteAsync(draft.MessageId, NpgsqlDbType.Text, cancellationToken);
            await writer.WriteAsync(draft.Target, NpgsqlDbType.Text, cancellationToken);
            await writer.WriteAsync(draft.Scope, NpgsqlDbType.Text, cancellationToken);
            await writer.WriteAsync(draft.Steps[0].At.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await writer.WriteAsync(JsonSerializer.Serialize(draft.Steps, JourneyJsonContext.Default.ListJourneyStep), NpgsqlDbType.Jsonb, cancellationToken);
        }

        await writer.CompleteAsync(cancellationToken);
    }

    public async Task<List<RecordedSteps>> ReadAsync(string messageId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT target, scope, steps FROM journeys WHERE message_id = $1 ORDER BY at LIMIT 1000");
        command.Parameters.Text(messageId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<RecordedSteps>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new RecordedSteps(reader.GetString(0), reader.TextOrNull(1), JsonSerializer.Deserialize(reader.GetString(2), JourneyJsonContext.Default.ListJourneyStep) ?? []));
        }

        return found;
    }
}
