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
        routes.MapGet("/connections", ListAsync);
        routes.MapGet("/connections/count", TotalAsync);
        routes.MapGet("/projects/{id}/connections/count", ProjectAsync);
        routes.MapGet("/users/{id}/connections/count", UserAsync);
        routes.MapGet("/rooms/{room}/connections/count", RoomAsync);
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
