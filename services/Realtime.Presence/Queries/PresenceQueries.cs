using System.Text.Json;
using Npgsql;
using Realtime.Presence.Data;

namespace Realtime.Presence.Queries;

/// <summary>Reads what users and rooms are asked for; each answer is one round trip over an index.</summary>
internal sealed class PresenceQueries(NpgsqlDataSource database, TimeProvider time)
{
    private const int MaxDevices = 100;

    public async Task<UserPresence> UserAsync(string userId, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select connections, online, connected_since, last_seen from users where user_id = $1") { Parameters = { new NpgsqlParameter<string> { TypedValue = userId } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"select connection_id, protocol, device, connected_at from connections where user_id = $1 order by connected_at limit {MaxDevices}") { Parameters = { new NpgsqlParameter<string> { TypedValue = userId } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return new UserPresence(userId, false, 0, null, null, []);
        }

        var connections = reader.GetInt32(0);
        var online = reader.GetBoolean(1);
        var since = online ? Time(reader, 2) : null;
        var seen = LastSeen(connections, Time(reader, 3));
        await reader.NextResultAsync(cancellationToken);
        var devices = new List<DeviceInfo>();
        while (await reader.ReadAsync(cancellationToken))
        {
            devices.Add(new DeviceInfo(reader.GetString(0), reader.GetString(1), Text(reader, 2), reader.GetFieldValue<DateTimeOffset>(3)));
        }

        return new UserPresence(userId, online, connections, seen, since, devices);
    }

    public async Task<IReadOnlyList<UserPresence>> UsersAsync(IReadOnlyList<string> userIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select i.id, coalesce(u.connections, 0), coalesce(u.online, false), u.last_seen
            from unnest($1) with ordinality as i(id, n) left join users u on u.user_id = i.id order by i.n
            """);
        command.Parameters.Texts(userIds);
        var users = new List<UserPresence>(userIds.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var connections = reader.GetInt32(1);
            users.Add(new UserPresence(reader.GetString(0), reader.GetBoolean(2), connections, LastSeen(connections, Time(reader, 3))));
        }

        return users;
    }

    public async Task<RoomPresence> RoomAsync(string room, string after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select members from rooms where room = $1") { Parameters = { new NpgsqlParameter<string> { TypedValue = room } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select user_id, connections, state, since from room_members where room = $1 and user_id > $2 order by user_id limit $3")
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = room }, new NpgsqlParameter<string> { TypedValue = after }, new NpgsqlParameter<int> { TypedValue = limit + 1 } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var count = await reader.ReadAsync(cancellationToken) ? reader.GetInt32(0) : 0;
        await reader.NextResultAsync(cancellationToken);
        var members = new List<RoomMember>();
        while (await reader.ReadAsync(cancellationToken))
        {
            members.Add(new RoomMember(reader.GetString(0), reader.GetInt32(1), State(Text(reader, 2)), reader.GetFieldValue<DateTimeOffset>(3)));
        }

        var more = members.Count > limit;
        return new RoomPresence(room, count, more ? members[..limit] : members, more ? Cursor.Of(members[limit - 1].UserId) : null);
    }

    public async Task<RoomCount> RoomCountAsync(string room, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select members, connections from rooms where room = $1");
        command.Parameters.Text(room);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new RoomCount(room, reader.GetInt32(0), reader.GetInt32(1)) : new RoomCount(room, 0, 0);
    }

    private DateTimeOffset? LastSeen(int connections, DateTimeOffset? stored) => connections > 0 ? time.GetUtcNow() : stored;

    private static JsonElement? State(string? state) => state is null ? null : JsonElement.Parse(state);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
