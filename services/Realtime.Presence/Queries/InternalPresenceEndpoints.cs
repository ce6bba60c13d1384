using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.Contracts.Rooms;
using Realtime.Presence.Security;

namespace Realtime.Presence.Queries;

/// <summary>What the gateways ask, on behalf of sockets and of the management API.</summary>
internal static class InternalPresenceEndpoints
{
    public static RouteGroupBuilder MapInternalPresence(this RouteGroupBuilder group)
    {
        group.MapGet("/presence", PresenceAsync);
        group.MapGet("/connections", ConnectionsAsync);
        group.MapGet("/counts", CountsAsync);
        return group;
    }

    private static async Task<Results<Ok<RoomPresence>, Ok<UserPresence>, ProblemHttpResult>> PresenceAsync(
        PresenceQueries queries,
        CancellationToken cancellationToken,
        string? room = null,
        string? user_id = null,
        string? cursor = null,
        bool devices = false,
        int limit = PresenceEndpoints.MaxLimit)
    {
        if (user_id is not null)
        {
            if (!UserId.IsValid(user_id))
            {
                return Fields.Invalid("user_id", "is no user id");
            }

            var user = await queries.UserAsync(user_id, cancellationToken);
            return TypedResults.Ok(devices ? user : user with { Devices = null });
        }

        if (!RoomName.IsValid(room))
        {
            return Fields.Invalid("room", "is no room name");
        }

        var after = cursor is null ? "" : Cursor.Parse(cursor, 1)?[0];
        return after is null
            ? Fields.Invalid("cursor", "is not one of ours")
            : TypedResults.Ok(await queries.RoomAsync(room!, after, Math.Clamp(limit, 1, PresenceEndpoints.MaxLimit), cancellationToken));
    }

    private static async Task<Results<Ok<ConnectionPage>, ProblemHttpResult>> ConnectionsAsync(
        ManagementQueries queries,
        CancellationToken cancellationToken,
        string? user_id = null,
        string? room = null,
        string? protocol = null,
        string? gateway_id = null,
        string? cursor = null,
        int limit = PresenceEndpoints.DefaultLimit)
    {
        var after = cursor is null ? [] : Cursor.Parse(cursor, 2);
        return after is null
            ? Fields.Invalid("cursor", "is not one of ours")
            : TypedResults.Ok(await queries.ConnectionsAsync(
                new ConnectionFilter(user_id, room, protocol, gateway_id, after.ElementAtOrDefault(0), after.ElementAtOrDefault(1), Math.Clamp(limit, 1, PresenceEndpoints.MaxLimit)),
                cancellationToken));
    }

    private static async Task<Ok<Counts>> CountsAsync(
        PresenceQueries presence,
        ManagementQueries queries,
        CancellationToken cancellationToken,
        string? room = null,
        string? user_id = null)
    {
        if (room is not null)
        {
            var count = await presence.RoomCountAsync(room, cancellationToken);
            return TypedResults.Ok(new Counts(count.Connections, Room: room, Members: count.Count));
        }

        if (user_id is null)
        {
            return TypedResults.Ok(await queries.TotalsAsync(cancellationToken));
        }

        var user = (await presence.UsersAsync([user_id], cancellationToken))[0];
        return TypedResults.Ok(new Counts(user.Connections, UserId: user_id, Online: user.Online));
    }
}
