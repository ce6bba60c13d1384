using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.Contracts.Rooms;
using Realtime.Presence.Security;
using Realtime.ServiceDefaults.Databases;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Presence.Queries;

/// <summary>What the public may ask about presence, with a Bearer token.</summary>
internal static class PresenceEndpoints
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1_000;
    public const int MaxUserIds = 1_000;

    private static readonly DateTimeOffset SampleTime = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static IEndpointRouteBuilder MapPresence(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").RequireAuthorization().AddEndpointFilter<RouteGroupBuilder, DatabaseFilter>().WithTags("presence");
        group.MapGet("/users/{id}/presence", UserAsync).Describe("GetUserPresence", "Whether a user is online, since when and with which devices", static operation => operation
            .Description("Users may ask about themselves, tokens with realtime.read about everybody.")
            .Parameter("id", "The user's id.", "ada")
            .Returns("The user, known or not.", new UserPresence("ada", true, 1, SampleTime, SampleTime, [new DeviceInfo("01976f1e5b0c7d3a", "native", "phone", SampleTime)]))
            .Fails(400, "invalid_input", "id is no user id"));
        group.MapGet("/rooms/{room}/presence", RoomAsync).Describe("GetRoomPresence", "The members of a room, in pages", static operation => operation
            .Parameter("room", "The room's name.", "room:lobby")
            .Parameter("cursor", "next_cursor of the page before.", "YWRh")
            .Parameter("limit", "At most so many, up to 1,000.", "100")
            .Returns("A page; next_cursor is missing on the last.", new RoomPresence("room:lobby", 2, [new RoomMember("ada", 1, JsonElement.Parse("{\"typing\":true}"), SampleTime)], "YWRh"))
            .Fails(400, "invalid_input", "room is no room name")
            .Fails(400, "invalid_input", "cursor is not one of ours"));
        group.MapGet("/rooms/{room}/presence/count", RoomCountAsync).Describe("GetRoomPresenceCount", "How many members a room has", static operation => operation
            .Parameter("room", "The room's name.", "room:lobby")
            .Returns("Users and their sockets.", new RoomCount("room:lobby", 2, 3))
            .Fails(400, "invalid_input", "room is no room name"));
        group.MapPost("/presence/query", QueryAsync).Describe("QueryPresence", "Which of up to 1,000 users are online", static operation => operation
            .Description("Needs the scope realtime.read or realtime.admin.")
            .Takes(new UsersQuery(["ada", "grace"]))
            .Returns("The users in the order of the question.", new UsersPresence([new UserPresence("ada", true, 1, SampleTime), new UserPresence("grace", false, 0, null)]))
            .Fails(400, "invalid_input", "user_ids must hold 1 to 1000 ids"));
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
