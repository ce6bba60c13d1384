using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.Presence.Data;

namespace Realtime.Presence.Tracking;

/// <summary>The writes of tracking: each is one round trip.</summary>
internal sealed class TrackingStore(NpgsqlDataSource database, PresenceNamespaces namespaces, IOptions<PresenceOptions> options)
{
    private const string ApplySql =
        "select * from presence_apply($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40)";

    public async Task<IReadOnlyList<GroupVerdict>> ApplyAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ApplySql);
        AddGroups(command.Parameters, bundle.Groups);
        AddSockets(command.Parameters, [.. bundle.Groups.SelectMany(group => group.Sockets.Where(socket => socket.OpenedOrder is not null || socket.ClosedOrder is not null).Select(socket => (group, socket)))]);
        AddMembers(command.Parameters, [.. bundle.Groups.SelectMany(group => group.Sockets.SelectMany(socket => socket.Rooms.Values.Select(member => (group, socket, member))))]);
        AddStates(command.Parameters, [.. bundle.Groups.SelectMany(group => group.States.Select(state => (group, state)))]);
        command.Parameters.Number(bundle.Groups.Count == 0 ? 0 : bundle.Groups.Max(group => group.Pass) + 1);
        command.Parameters.Flag(bundle.Probe);
        command.Parameters.Interval(options.Value.ProbeGap);
        command.Parameters.Interval(options.Value.OfflineGrace);
        command.Parameters.Texts(namespaces.Current);

        var verdicts = new List<GroupVerdict>(bundle.Groups.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            verdicts.Add(new GroupVerdict(reader.GetString(0), (Verdict)reader.GetInt32(1), reader.GetInt64(2)));
        }

        return verdicts;
    }

    /// <summary>Notes which snapshot brings a gateway back that was declared dead; without effect on others.</summary>
    public async Task AwaitSnapshotsAsync(IReadOnlyList<SnapshotRequest> requests, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "update gateways w set snapshot_id = r.id from unnest($1, $2) as r(gateway_id, id) where w.gateway_id = r.gateway_id and w.dead");
        command.Parameters.Texts(requests.Select(request => request.GatewayId));
        command.Parameters.Texts(requests.Select(request => request.SnapshotId));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Declares the gateways dead whose lease ran out; their sockets end with <see cref="EndSocketsAsync"/>.</summary>
    public async Task<string[]> ExpireAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select presence_expire($1, $2, $3, $4)");
        command.Parameters.Interval(options.Value.Lease);
        command.Parameters.Interval(options.Value.ProbeGap);
        command.Parameters.Interval(options.Value.OfflineGrace);
        command.Parameters.Texts(namespaces.Current);
        return (string[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Ends some sockets of a dead gateway and returns how many; -1 when no dead gateway has any.</summary>
    public async Task<int> EndSocketsAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select presence_end_sockets($1, $2, $3)");
        command.Parameters.Number(limit);
        command.Parameters.Interval(options.Value.OfflineGrace);
        command.Parameters.Texts(namespaces.Current);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Takes users offline whose grace is over; returns how many there were.</summary>
    public async Task<int> EndGraceAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select presence_offline($1)");
        command.Parameters.Number(limit);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static void AddGroups(NpgsqlParameterCollection parameters, IReadOnlyCollection<GatewayFold> groups)
    {
        parameters.Texts(groups.Select(group => group.GatewayId));
        parameters.Times(groups.Select(group => (DateTimeOffset?)group.StartedAt));
        parameters.Numbers(groups.Select(group => (int?)group.Kind));
        parameters.Bigs(groups.Select(group => group.First));
        parameters.Bigs(groups.Select(group => group.Last));
        parameters.Texts(groups.Select(group => group.SnapshotId));
        parameters.Flags(groups.Select(group => group.Closing));
    }

    private static void AddSockets(NpgsqlParameterCollection parameters, List<(GatewayFold Group, SocketFold Socket)> rows)
    {
        parameters.Texts(rows.Select(row => row.Group.GatewayId));
        parameters.Texts(rows.Select(row => row.Socket.ConnectionId));
        parameters.Texts(rows.Select(row => row.Socket.UserId));
        parameters.Texts(rows.Select(row => row.Socket.Protocol));
        parameters.Texts(rows.Select(row => row.Socket.Device));
        parameters.Texts(rows.Select(row => row.Socket.Tenant));
        parameters.Times(rows.Select(row => row.Socket.OpenedAt));
        parameters.Numbers(rows.Select(row => row.Socket.OpenedOrder));
        parameters.Times(rows.Select(row => row.Socket.ClosedAt));
        parameters.Numbers(rows.Select(row => row.Socket.ClosedOrder));
        parameters.Numbers(rows.Select(row => (int?)row.Socket.Pass));
    }

    private static void AddMembers(NpgsqlParameterCollection parameters, List<(GatewayFold Group, SocketFold Socket, MemberFold Member)> rows)
    {
        parameters.Texts(rows.Select(row => row.Group.GatewayId));
        parameters.Texts(rows.Select(row => row.Socket.ConnectionId));
        parameters.Texts(rows.Select(row => row.Member.UserId));
        parameters.Texts(rows.Select(row => row.Member.Room));
        parameters.Times(rows.Select(row => row.Member.JoinedAt));
        parameters.Numbers(rows.Select(row => row.Member.JoinedOrder));
        parameters.Times(rows.Select(row => row.Member.LeftAt));
        parameters.Numbers(rows.Select(row => row.Member.LeftOrder));
        parameters.Numbers(rows.Select(row => (int?)row.Socket.Pass));
    }

    private static void AddStates(NpgsqlParameterCollection parameters, List<(GatewayFold Group, StateFold State)> rows)
    {
        parameters.Texts(rows.Select(row => row.Group.GatewayId));
        parameters.Texts(rows.Select(row => row.State.ConnectionId));
        parameters.Texts(rows.Select(row => row.State.UserId));
        parameters.Texts(rows.Select(row => row.State.Room));
        parameters.Texts(rows.Select(row => row.State.State));
        parameters.Times(rows.Select(row => (DateTimeOffset?)row.State.At));
        parameters.Numbers(rows.Select(row => (int?)row.State.Order));
        parameters.Numbers(rows.Select(row => (int?)row.State.Pass));
    }
}
