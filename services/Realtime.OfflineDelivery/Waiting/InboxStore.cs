using Npgsql;
using NpgsqlTypes;
using Realtime.OfflineDelivery.Data;
using Realtime.OfflineDelivery.Replay;

namespace Realtime.OfflineDelivery.Waiting;

internal sealed class InboxStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>
    /// The next page of inboxes after one place of each and up to another, in order, each row counted as one more attempt; where the inboxes end; and how many
    /// messages users lost to a full one.
    /// </summary>
    public async Task<InboxPage> DrainAsync(string[] users, long[] after, long[] upTo, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var drain = new NpgsqlBatchCommand($"SELECT {InboxRow.Columns} FROM drain_page($1, $2, $3, $4, $5, $6) ORDER BY user_id, sequence");
        drain.Parameters.Add(users, NpgsqlDbType.Text);
        drain.Parameters.Add(after, NpgsqlDbType.Bigint);
        drain.Parameters.Add(upTo, NpgsqlDbType.Bigint);
        drain.Parameters.Time(now);
        drain.Parameters.Number(ReplayPage.Rows);
        drain.Parameters.Big(ReplayPage.Bytes);
        // After the page: a row that left while it was read must not make the page look like the last.
        var ends = new NpgsqlBatchCommand("SELECT * FROM inbox_ends($1, $2, $3)");
        ends.Parameters.Add(users, NpgsqlDbType.Text);
        ends.Parameters.Add(upTo, NpgsqlDbType.Bigint);
        ends.Parameters.Time(now);
        var lost = new NpgsqlBatchCommand("SELECT user_id, dropped FROM inbox_overflow WHERE user_id = ANY ($1)");
        lost.Parameters.Add(users, NpgsqlDbType.Text);
        batch.BatchCommands.Add(drain);
        batch.BatchCommands.Add(ends);
        batch.BatchCommands.Add(lost);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rows = await ReadAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var found = await ReadNumbersAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return new InboxPage(rows.ToLookup(static row => row.UserId), found, await ReadNumbersAsync(reader, cancellationToken));
    }

    /// <summary>Where every device must acknowledge: notes the devices that ask, and finds which of these messages each has already.</summary>
    public async Task<HashSet<(Guid Key, string Device)>> HeldAsync(IReadOnlyCollection<(string User, string Device)> devices, Guid[] keys, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var see = new NpgsqlBatchCommand("SELECT see_devices($1, $2, $3)");
        see.Parameters.Add(devices.Select(static device => device.User).ToArray(), NpgsqlDbType.Text);
        see.Parameters.Add(devices.Select(static device => device.Device).ToArray(), NpgsqlDbType.Text);
        see.Parameters.Time(time.GetUtcNow());
        var held = new NpgsqlBatchCommand("SELECT key, device FROM receipts WHERE key = ANY ($1)");
        held.Parameters.Add(keys, NpgsqlDbType.Uuid);
        batch.BatchCommands.Add(see);
        batch.BatchCommands.Add(held);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var found = new HashSet<(Guid, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return found;
    }

    /// <summary>Users were told how many messages they lost.</summary>
    public async Task ToldAsync(Dictionary<string, long> lost, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "DELETE FROM inbox_overflow USING unnest($1, $2) AS told (id, dropped) WHERE user_id = told.id AND inbox_overflow.dropped = told.dropped");
        command.Parameters.Add(lost.Keys.ToArray(), NpgsqlDbType.Text);
        command.Parameters.Add(lost.Values.ToArray(), NpgsqlDbType.Bigint);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Messages by key, those that are still there, in order, counted as one more attempt.</summary>
    public async Task<List<InboxRow>> RetryAsync(IReadOnlyList<Guid> keys, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"SELECT {InboxRow.Columns} FROM retry_messages($1, $2) ORDER BY user_id, sequence");
        command.Parameters.Add(keys.ToArray(), NpgsqlDbType.Uuid);
        command.Parameters.Time(time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, cancellationToken);
    }

    /// <summary>What waits for a user: how many, and the oldest.</summary>
    public async Task<(long Total, List<InboxRow> Rows)> PendingAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var count = new NpgsqlBatchCommand("SELECT count(*) FROM inbox WHERE user_id = $1 AND expires_at > $2");
        count.Parameters.Text(userId);
        count.Parameters.Time(time.GetUtcNow());
        var rows = new NpgsqlBatchCommand($"SELECT {InboxRow.Columns} FROM inbox WHERE user_id = $1 AND expires_at > $2 ORDER BY sequence LIMIT $3");
        rows.Parameters.Text(userId);
        rows.Parameters.Time(time.GetUtcNow());
        rows.Parameters.Number(limit);
        batch.BatchCommands.Add(count);
        batch.BatchCommands.Add(rows);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        return (total, await ReadAsync(reader, cancellationToken));
    }

    private static async Task<Dictionary<string, long>> ReadNumbersAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            numbers.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return numbers;
    }

    private static async Task<List<InboxRow>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<InboxRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(InboxRow.Read(reader));
        }

        return rows;
    }
}
