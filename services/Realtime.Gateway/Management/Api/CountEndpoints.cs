using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.Contracts.Rooms;
using Realtime.Gateway.Management.Stats;
using Realtime.Gateway.Native;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Gateway.Management.Api;

/// <summary>Who is connected, over all replicas.</summary>
internal static class CountEndpoints
{
    private const int DefaultLimit = 1_000;
    private const int MaxLimit = 10_000;

    public static void MapCounts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/connections", ListAsync).Describe("ListConnections", "The sockets of all gateways, in pages", static operation => operation
            .Parameter("limit", "At most so many, up to 10,000.", "1000")
            .Parameter("cursor", "next_cursor of the page before.", "01976f1e5b0c7d3a")
            .Returns("A page; next_cursor is missing on the last.", new ConnectionList([Samples.Connection], 1, "01976f1e5b0c7d3a")));
        routes.MapGet("/connections/count", TotalAsync).Describe("CountConnections", "How many sockets are open", static operation => operation
            .Returns("The number.", new ConnectionTotal(1_204)));
        routes.MapGet("/projects/{id}/connections/count", ProjectAsync).Describe("CountProjectConnections", "How many sockets are subscribed to a project", static operation => operation
            .Parameter("id", "The project's uuid.", Samples.ProjectId)
            .Returns("The number.", new ProjectCount(Samples.ProjectId, 12))
            .Fails(400, "bad_request", "Invalid project ID"));
        routes.MapGet("/users/{id}/connections/count", UserAsync).Describe("CountUserConnections", "How many sockets a user has", static operation => operation
            .Parameter("id", "The user's id.", Samples.UserId)
            .Returns("The number.", new UserCount(Samples.UserId, 2))
            .Fails(400, "bad_request", "Invalid user ID"));
        routes.MapGet("/rooms/{room}/connections/count", RoomAsync).Describe("CountRoomConnections", "How many sockets are in a room", static operation => operation
            .Parameter("room", "The room's name.", Samples.Room)
            .Returns("The number.", new RoomCount(Samples.Room, 34))
            .Fails(400, "bad_request", "Invalid room name"));
    }

    private static async Task<Ok<ConnectionList>> ListAsync(ClusterStats cluster, CancellationToken cancellationToken, int limit = DefaultLimit, string? cursor = null)
    {
        var most = Math.Clamp(limit, 1, MaxLimit);
        var total = cluster.SumAsync(null, null, cancellationToken);
        var rows = await cluster.ListAsync(cursor, most + 1, cancellationToken);
        var more = rows.Count > most;
        IReadOnlyList<ConnectionRow> page = more ? [.. rows.Take(most)] : rows;
        return TypedResults.Ok(new ConnectionList(page, (await total).ActiveConnections, more ? page[^1].Id : null));
    }

    private static async Task<Ok<ConnectionTotal>> TotalAsync(ClusterStats cluster, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ConnectionTotal((await cluster.SumAsync(null, null, cancellationToken)).ActiveConnections));

    private static async Task<Results<Ok<ProjectCount>, ProblemHttpResult>> ProjectAsync(string id, ClusterStats cluster, CancellationToken cancellationToken) =>
        ProjectRoom.Of(id) is { } room
            ? TypedResults.Ok(new ProjectCount(id, (await cluster.SumAsync(room, null, cancellationToken)).Matching))
            : RealtimeProblems.BadRequest("Invalid project ID");

    private static async Task<Results<Ok<UserCount>, ProblemHttpResult>> UserAsync(string id, ClusterStats cluster, CancellationToken cancellationToken)
    {
        var user = Uri.UnescapeDataString(id);
        return UserId.IsValid(user)
            ? TypedResults.Ok(new UserCount(user, (await cluster.SumAsync(null, user, cancellationToken)).Matching))
            : RealtimeProblems.BadRequest("Invalid user ID");
    }

    private static async Task<Results<Ok<RoomCount>, ProblemHttpResult>> RoomAsync(string room, ClusterStats cluster, CancellationToken cancellationToken)
    {
        var name = Uri.UnescapeDataString(room);
        return RoomName.IsValid(name)
            ? TypedResults.Ok(new RoomCount(name, (await cluster.SumAsync(name, null, cancellationToken)).Matching))
            : RealtimeProblems.BadRequest("Invalid room name");
    }
}
