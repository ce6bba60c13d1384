using Npgsql;
using Realtime.Presence.Data;

namespace Realtime.Presence.Queries;

/// <summary>Reads for the management API of the gateways.</summary>
internal sealed class ManagementQueries(NpgsqlDataSource database)
{
    public async Task<ConnectionPage> ConnectionsAsync(ConnectionFilter filter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select c.connection_id, c.gateway_id, c.user_id, c.protocol, c.device, c.tenant, c.connected_at, coalesce(g.last_seen, c.connected_at), m.rooms, m.projects
            from connections c left join gateways g using (gateway_id)
            cross join lateral (
              select count(*)::int as rooms, (count(*) filter (where x.room like 'project:%'))::int as projects
              from memberships x where x.gateway_id = c.gateway_id and x.connection_id = c.connection_id) m
            where ($1::text is null or c.user_id = $1)
              and ($2::text is null or exists (select from memberships r where r.room = $2 and r.gateway_id = c.gateway_id and r.connection_id = c.connection_id))
              and ($3::text is null or c.protocol = $3)
              and ($4::text is null or c.gateway_id = $4)
              and ($5::text is null or (c.gateway_id, c.connection_id) > ($5, $6))
            order by c.gateway_id, c.connection_id limit $7
            """);
        command.Parameters.Text(filter.UserId);
        command.Parameters.Text(filter.Room);
        command.Parameters.Text(filter.Protocol);
        command.Parameters.Text(filter.GatewayId);
        command.Parameters.Text(filter.AfterGateway);
        command.Parameters.Text(filter.AfterConnection);
        command.Parameters.Number(filter.Limit + 1);
        var rows = new List<ConnectionInfo>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new ConnectionInfo(
                reader.GetString(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5),
                reader.GetFieldValue<DateTimeOffset>(6),
                reader.GetFieldValue<DateTimeOffset>(7),
                reader.GetInt32(8),
                reader.GetInt32(9)));
        }

        var more = rows.Count > filter.Limit;
        return new ConnectionPage(more ? rows[..filter.Limit] : rows, more ? Cursor.Of(rows[filter.Limit - 1].GatewayId, rows[filter.Limit - 1].ConnectionId) : null);
    }

    public async Task<Counts> TotalsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select connections, online_users, (select count(*)::int from gateways where not dead) from totals");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Counts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt32(2));
    }
}
