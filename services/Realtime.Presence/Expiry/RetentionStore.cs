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
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        await RunAsync("delete from gateways where dead and not ending and ended_at < clock_timestamp() - $1", presence.Value.TombstoneRetention, cancellationToken);
        await RunAsync("delete from users where not online and connections = 0 and last_seen < clock_timestamp() - $1", presence.Value.LastSeenRetention, cancellationToken);
        await RunAsync("delete from sessions where expires_at < clock_timestamp() - $1 and chat_until < clock_timestamp()", sessions.Value.EndedRetention, cancellationToken);
        await RunAsync("delete from vendors where updated_at < clock_timestamp() - $1", locations.Value.TimeToLive, cancellationToken);
    }

    private async Task RunAsync(string sql, TimeSpan age, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Interval(age);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
