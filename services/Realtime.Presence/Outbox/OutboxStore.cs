using Npgsql;
using Realtime.Presence.Data;

namespace Realtime.Presence.Outbox;

/// <summary>Takes rows out of the outbox tables. A row is gone only when the transaction commits, after it was published: at least once.</summary>
internal sealed class OutboxStore(NpgsqlDataSource database)
{
    private const long EventsLock = 7202;
    private const long RoomChangesLock = 7203;

    public async Task<bool> HasAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select exists (select from {table})");
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Takes the oldest events and passes them to <paramref name="publish"/>; returns how many there were. One replica at a time.</summary>
    public async Task<int> TakeEventsAsync(int limit, Func<IReadOnlyList<OutboxEvent>, Task> publish, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, EventsLock, cancellationToken);
        var rows = new List<OutboxEvent>();
        await using (var command = new NpgsqlCommand(
            """
            delete from events where id in (select id from events order by id limit $1)
            returning id, event_id, kind, user_id, room, gateway_id, connection_id, protocol, reason, token, at
            """,
            connection))
        {
            command.Parameters.Number(limit);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(Event(reader));
            }
        }

        rows.Sort(static (left, right) => left.Id.CompareTo(right.Id));
        await publish(rows);
        await transaction.CommitAsync(CancellationToken.None);
        return rows.Count;
    }

    /// <summary>Takes the oldest joins and leaves with the member counts of their rooms; <paramref name="publish"/> says whether they were sent.</summary>
    public async Task<int> TakeRoomChangesAsync(int limit, Func<IReadOnlyList<RoomChange>, bool> publish, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(connection, RoomChangesLock, cancellationToken);
        var rows = new List<RoomChange>();
        await using (var command = new NpgsqlCommand(
            """
            with taken as (
              delete from room_changes where id in (select id from room_changes order by id limit $1) returning id, room, user_id, joined)
            select t.id, t.room, t.user_id, t.joined, coalesce(r.members, 0) from taken t left join rooms r using (room) order by t.id
            """,
            connection))
        {
            command.Parameters.Number(limit);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(new RoomChange(reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), reader.GetInt32(4)));
            }
        }

        if (!publish(rows))
        {
            return 0;
        }

        await transaction.CommitAsync(cancellationToken);
        return rows.Count;
    }

    private static async Task LockAsync(NpgsqlConnection connection, long key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = key });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static OutboxEvent Event(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetGuid(1),
        (OutboxEventKind)reader.GetInt16(2),
        reader.GetString(3),
        Text(reader, 4),
        Text(reader, 5),
        Text(reader, 6),
        Text(reader, 7),
        Text(reader, 8),
        reader.IsDBNull(9) ? null : reader.GetInt64(9),
        reader.GetFieldValue<DateTimeOffset>(10));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
