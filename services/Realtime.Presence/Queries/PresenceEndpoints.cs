using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.Contracts.Rooms;
using Realtime.Presence.Security;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Presence.Queries;

/// <summary>What the public may ask about presence, with a Bearer token.</summary>
internal static class PresenceEndpoints
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1_000;
    public const int MaxUserIds = 1_000;

    public static IEndpointRouteBuilder MapPresence(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").RequireAuthorization().AddEndpointFilter<RouteGroupBuilder, DatabaseFilter>().WithTags("presence");
        group.MapGet("/users/{id}/presence", UserAsync).WithName("GetUserPresence").WithSummary("Whether a user is online, since when and with which devices");
        group.MapGet("/rooms/{room}/presence", RoomAsync).WithName("GetRoomPresence").WithSummary("The members of a room, in pages");
        group.MapGet("/rooms/{room}/presence/count", RoomCountAsync).WithName("GetRoomPresenceCount").WithSummary("How many members a room has");
        group.MapPost("/presence/query", QueryAsync).WithName("QueryPresence").WithSummary("Which of up to 1,000 users are online");
        return routes;
    }

    private static async Task<Results<Ok<UserPresence>, ProblemHttpResult>> UserAsync(string id, HttpContext context, PresenceQueries queries, CancellationToken cancellationToken)
    {
        if (!UserId.IsValid(id))
        {
            return Invalid("id", "is no user id");
        }

        return RoomReadRules.MayReadUser(context.GetAccessToken()!, id)
            ? TypedResults.Ok(await queries.UserAsync(id, cancellationToken))
            : RealtimeProblems.Forbidden();
    }

    private static async Task<Results<Ok<RoomPresence>, ProblemHttpResult>> RoomAsync(
        string room,
        HttpContext context,
        PresenceQueries queries,
        RoomReadRules rules,
        CancellationToken cancellationToken,
        string? cursor = null,
        int limit = DefaultLimit)
    {
        if (!RoomName.IsValid(room))
        {
            return Invalid("room", "is no room name");
        }

        if (!rules.MayReadRoom(context.GetAccessToken()!, room))
        {
            return RealtimeProblems.Forbidden();
        }

        var after = "";
        if (cursor is not null)
        {
            if (Cursor.Parse(cursor, 1) is not [var key])
            {
                return Invalid("cursor", "is not one of ours");
            }

            after = key;
        }

        return limit < 1 ? Invalid("limit", "must be at least 1") : TypedResults.Ok(await queries.RoomAsync(room, after, Math.Min(limit, MaxLimit), cancellationToken));
    }

    private static async Task<Results<Ok<RoomCount>, ProblemHttpResult>> RoomCountAsync(string room, HttpContext context, PresenceQueries queries, RoomReadRules rules, CancellationToken cancellationToken)
    {
        if (!RoomName.IsValid(room))
        {
            return Invalid("room", "is no room name");
        }

        return rules.MayReadRoom(context.GetAccessToken()!, room)
            ? TypedResults.Ok(await queries.RoomCountAsync(room, cancellationToken))
            : RealtimeProblems.Forbidden();
    }

    private static async Task<Results<Ok<UsersPresence>, ProblemHttpResult>> QueryAsync(UsersQuery query, HttpContext context, PresenceQueries queries, CancellationToken cancellationToken)
    {
        if (query.UserIds is not { Count: > 0 and <= MaxUserIds } ids)
        {
            return Invalid("user_ids", $"must hold 1 to {MaxUserIds} ids");
        }

        if (ids.Any(id => !UserId.IsValid(id)))
        {
            return Invalid("user_ids", "holds something that is no user id");
        }

        return RoomReadRules.MayReadAll(context.GetAccessToken()!)
            ? TypedResults.Ok(new UsersPresence(await queries.UsersAsync(ids, cancellationToken)))
            : RealtimeProblems.Forbidden();
    }

    private static ProblemHttpResult Invalid(string field, string why) => Fields.Invalid(field, why);
}
