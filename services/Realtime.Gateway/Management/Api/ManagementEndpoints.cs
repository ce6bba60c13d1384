using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Management.Stats;

namespace Realtime.Gateway.Management.Api;

/// <summary>The management API (docs/protocol.md, section 7) and what the replicas ask each other for it.</summary>
internal static class ManagementEndpoints
{
    private const string Version = "1.0.0";

    public static void MapManagement(this IEndpointRouteBuilder routes)
    {
        // It counts from the first socket on, not from the first question.
        _ = routes.ServiceProvider.GetRequiredService<LocalStats>();
        var group = routes.MapGroup("/api/v1/websocket").RequireScope(Scopes.Admin).WithTags("management");
        group.MapCounts();
        group.MapMessages();
        group.MapStats();
        group.MapGroup("").RequireRole("admin").MapDisconnects();
        routes.MapGet("/api/v1/health", HealthAsync).AllowAnonymous().WithTags("health").Describe("GetHealth", "Whether Realtime and its database work; no token", static operation => operation
            .Returns("They do.", new ApiHealth("ok", Samples.Time, Version, new DatabaseHealth("ok")))
            .FailsWith(503, "degraded", new ApiHealth("degraded", Samples.Time, Version, new DatabaseHealth("error")))
            .Fails(429, "rate_limited", "Too many requests, please try again later"));

        var internals = routes.MapInternal();
        internals.MapGet("/stats", static (LocalStats local, string? room, string? user_id) => TypedResults.Ok(local.Take(room, user_id)));
        internals.MapGet("/members", static (ConnectionHub hub, string room) => TypedResults.Ok(new RoomCount(room, hub.CountInRoom(room))));
        internals.MapGet("/connections", static (LocalStats local, string? after, int limit) => TypedResults.Ok(local.List(after, Math.Clamp(limit, 1, 10_001))));
    }

    private static async Task<JsonHttpResult<ApiHealth>> HealthAsync(OfflineMessages offline, TimeProvider time, CancellationToken cancellationToken)
    {
        var healthy = await offline.IsHealthyAsync(cancellationToken);
        var body = new ApiHealth(healthy ? "ok" : "degraded", time.GetUtcNow(), Version, new DatabaseHealth(healthy ? "ok" : "error"));
        return TypedResults.Json(body, ManagementJsonContext.Default.ApiHealth, statusCode: healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
