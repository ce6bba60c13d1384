using Npgsql;
using NpgsqlTypes;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.Replay;

internal sealed class LogStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Epochs and heads; rooms not known yet get their epoch now.</summary>
    public async Task<Dictionary<string, RoomHead>> HeadsAsync(string[] rooms, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT * FROM room_heads($1, $2)");
        command.Parameters.Add(rooms, NpgsqlDbType.Text);
        command.Parameters.Time(time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var heads = new Dictionary<string, RoomHead>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            heads[reader.GetString(0)] = new RoomHead(reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4));
        }

        return heads;
    }

    /// <summary>A room's log without making one.</summary>
    public async Task<RoomHead?> FindAsync(string room, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT id, epoch, head, trimmed FROM rooms WHERE name = $1");
        command.Parameters.Text(room);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new RoomHead(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)) : null;
    }

    /// <summary>Messages after one offset and up to another, ascending.</summary>
    public async Task<List<LogRow>> ReadAsync(RoomHead room, long after, long upTo, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"SELECT {LogRow.Columns} FROM room_log WHERE room_id = $1 AND \"offset\" > $2 AND \"offset\" <= $3 AND expires_at > $4 ORDER BY \"offset\" LIMIT $5");
        Add(command, room, after, upTo, limit);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>The next page of a gap, ascending; and the highest offset that retention had removed after it was read.</summary>
    public async Task<(List<LogRow> Rows, long Trimmed)> ReadPageAsync(RoomHead room, long after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var page = new NpgsqlBatchCommand($"SELECT {LogRow.Columns} FROM log_page($1, $2, $3, $4, $5, $6) ORDER BY \"offset\"");
        page.Parameters.Big(room.Id);
        page.Parameters.Big(after);
        page.Parameters.Big(room.Head);
        page.Parameters.Time(time.GetUtcNow());
        page.Parameters.Number(ReplayPage.Rows);
        page.Parameters.Big(ReplayPage.Bytes);
        var trimmed = new NpgsqlBatchCommand("SELECT trimmed FROM rooms WHERE id = $1");
        trimmed.Parameters.Big(room.Id);
        batch.BatchCommands.Add(page);
        batch.BatchCommands.Add(trimmed);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rows = new List<LogRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(LogRow.Read(reader));
        }

        await reader.NextResultAsync(cancellationToken);
        return (rows, await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : long.MaxValue);
    }

    /// <summary>The last messages between two offsets (exclusive), ascending.</summary>
    public async Task<List<LogRow>> ReadLastAsync(RoomHead room, long after, long before, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"SELECT {LogRow.Columns} FROM room_log WHERE room_id = $1 AND \"offset\" > $2 AND \"offset\" < $3 AND expires_at > $4 ORDER BY \"offset\" DESC LIMIT $5");
        Add(command, room, after, before, limit);
        var rows = await ReadAsync(command, cancellationToken);
        rows.Reverse();
        return rows;
    }

    private void Add(NpgsqlCommand command, RoomHead room, long from, long to, int limit)
    {
        command.Parameters.Big(room.Id);
        command.Parameters.Big(from);
        command.Parameters.Big(to);
        command.Parameters.Time(time.GetUtcNow());
        command.Parameters.Number(limit);
    }

    private static async Task<List<LogRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<LogRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(LogRow.Read(reader));
        }

        return rows;
    }
}
