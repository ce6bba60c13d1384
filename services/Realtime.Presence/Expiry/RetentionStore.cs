using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Presence.Data;
using Realtime.Presence.Locations;
using Realtime.Presence.Sessions;

namespace Realtime.Presence.Expiry;

/// <summary>Removes what nobody needs any more.</summary>
internal sealed class RetentionStore(
    NpgsqlDataSource database,
    IOptions<PresenceOptions> presence,
    IOptions<ExclusiveSessionOptions> sessions,
    IOptions<LocationOptions> locations)
{
    // A vendor's socket without a connection: the connection ended before the vendor's adapter had told of it.
    private const string OrphansSql =
        """
        select vendor_sockets_close(array_agg(v.gateway_id), array_agg(v.connection_id)) from vendor_sockets v
        where v.since < clock_timestamp() - interval '1 minute'
          and not exists (select from connections c where c.gateway_id = v.gateway_id and c.connection_id = v.connection_id)
        """;

    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        await RunAsync("delete from gateways where dead and ended_at < clock_timestamp() - $1", presence.Value.TombstoneRetention, cancellationToken);
        await RunAsync("delete from users where not online and connections = 0 and last_seen < clock_timestamp() - $1", presence.Value.LastSeenRetention, cancellationToken);
        await RunAsync("delete from sessions where expires_at < clock_timestamp() - $1 and chat_until < clock_timestamp()", sessions.Value.EndedRetention, cancellationToken);
        await RunAsync(
            "delete from vendors v where updated_at < clock_timestamp() - $1 and not exists (select from vendor_sockets s where s.vendor_id = v.vendor_id)",
            locations.Value.PositionRetention,
            cancellationToken);
        await using var command = database.CreateCommand(OrphansSql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task RunAsync(string sql, TimeSpan age, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Interval(age);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
