using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Contracts.Sessions;
using Realtime.Presence.Data;

namespace Realtime.Presence.Sessions;

/// <summary>Exclusive sessions; every change is one statement, and the row is the truth about who holds the session.</summary>
internal sealed class SessionStore(NpgsqlDataSource database, IOptions<ExclusiveSessionOptions> options, TimeProvider time)
{
    // The token is drawn while the row is locked, so it grows with every change of holder.
    private const string AcquireSql =
        """
        with taken as (
          insert into sessions as s (session_key, gateway_id, connection_id, fencing_token, held, acquired_at, last_active, expires_at, chat_until)
          values ($1, $2, $3, nextval('session_fencing'), true, clock_timestamp(), clock_timestamp(), clock_timestamp() + $4, clock_timestamp() + $5)
          on conflict (session_key) do update set
            prev_gateway_id = case when s.held then s.gateway_id end,
            prev_connection_id = case when s.held then s.connection_id end,
            gateway_id = excluded.gateway_id, connection_id = excluded.connection_id, fencing_token = nextval('session_fencing'), held = true,
            acquired_at = clock_timestamp(), last_active = clock_timestamp(), expires_at = clock_timestamp() + $4,
            selected_chat = case when s.chat_until > clock_timestamp() then s.selected_chat end, chat_until = clock_timestamp() + $5
          returning fencing_token, expires_at, selected_chat, prev_gateway_id, prev_connection_id
        ), told as (
          insert into events (kind, user_id, gateway_id, connection_id, token, at)
          select 7, $1, prev_gateway_id, prev_connection_id, fencing_token, clock_timestamp() from taken
          where prev_gateway_id is not null and (prev_gateway_id, prev_connection_id) <> ($2, $3)
        )
        select * from taken
        """;

    private const string RenewSql =
        """
        update sessions s set
          last_active = case when r.active or r.chat is not null then clock_timestamp() else s.last_active end,
          selected_chat = case when r.chat is null then s.selected_chat else nullif(r.chat, '') end,
          chat_until = clock_timestamp() + $5,
          expires_at = clock_timestamp() + case when r.active or r.chat is not null or clock_timestamp() - s.last_active <= $8 then $6 else $7 end
        from unnest($1, $2, $3, $4) with ordinality as r(session_key, token, active, chat, n)
        where s.session_key = r.session_key and s.fencing_token = r.token and s.held
        returning r.n::int, s.fencing_token, s.expires_at, s.selected_chat
        """;

    private TimeSpan ActiveTtl => Clamp(options.Value.ActiveTtl);

    private TimeSpan InactiveTtl => Clamp(options.Value.InactiveTtl);

    public async Task<SessionTakeover> AcquireAsync(AcquireSession request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(AcquireSql);
        command.Parameters.Text(request.SessionKey);
        command.Parameters.Text(request.GatewayId);
        command.Parameters.Text(request.ConnectionId);
        command.Parameters.Interval(ActiveTtl);
        command.Parameters.Interval(options.Value.SelectedChatRetention);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var previous = reader.IsDBNull(3) ? null : new SessionHolder(reader.GetString(3), reader.GetString(4));
        return new SessionTakeover(Grant(reader, 0), previous == new SessionHolder(request.GatewayId, request.ConnectionId) ? null : previous);
    }

    public async Task<IReadOnlyList<SessionGrant>> RenewAsync(IReadOnlyList<RenewSession> renewals, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(RenewSql);
        command.Parameters.Texts(renewals.Select(renewal => renewal.SessionKey));
        command.Parameters.Bigs(renewals.Select(renewal => renewal.FencingToken));
        command.Parameters.Flags(renewals.Select(renewal => renewal.Active));
        command.Parameters.Texts(renewals.Select(renewal => renewal.SelectedChat));
        command.Parameters.Interval(options.Value.SelectedChatRetention);
        command.Parameters.Interval(ActiveTtl);
        command.Parameters.Interval(InactiveTtl);
        command.Parameters.Interval(options.Value.ActivityThreshold);
        var lost = time.GetUtcNow();
        SessionGrant[] grants = [.. renewals.Select(renewal => new SessionGrant(renewal.FencingToken, lost, null, Held: false))];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            grants[reader.GetInt32(0) - 1] = Grant(reader, 1);
        }

        return grants;
    }

    /// <summary>Ends the session if the token is its holder's; says whether it was.</summary>
    public async Task<bool> ReleaseAsync(ReleaseSession request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "update sessions set held = false, expires_at = clock_timestamp(), chat_until = clock_timestamp() + $3 where session_key = $1 and fencing_token = $2 and held");
        command.Parameters.Text(request.SessionKey);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = request.FencingToken });
        command.Parameters.Interval(options.Value.SelectedChatRetention);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    public async Task<SessionInfo?> FindAsync(string sessionKey, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select gateway_id, connection_id, fencing_token, held and expires_at > clock_timestamp(), acquired_at, extract(epoch from last_active)::bigint, expires_at,
              case when chat_until > clock_timestamp() then selected_chat end
            from sessions where session_key = $1
            """);
        command.Parameters.Text(sessionKey);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new SessionInfo(
                sessionKey,
                reader.GetString(0),
                reader.GetString(1),
                reader.GetInt64(2),
                reader.GetBoolean(3),
                reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetInt64(5),
                reader.GetFieldValue<DateTimeOffset>(6),
                reader.IsDBNull(7) ? null : reader.GetString(7))
            : null;
    }

    private static SessionGrant Grant(NpgsqlDataReader reader, int first) =>
        new(reader.GetInt64(first), reader.GetFieldValue<DateTimeOffset>(first + 1), reader.IsDBNull(first + 2) ? null : reader.GetString(first + 2));

    private TimeSpan Clamp(TimeSpan ttl) => !options.Value.Adaptive
        ? options.Value.Ttl
        : TimeSpan.FromTicks(Math.Clamp(ttl.Ticks, options.Value.MinTtl.Ticks, options.Value.MaxTtl.Ticks));
}
