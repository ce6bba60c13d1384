using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Limits;
using Realtime.Gateway.Management.Stats;
using Realtime.Gateway.Peers;

namespace Realtime.Gateway.Management.Api;

/// <summary>Figures of the whole cluster in the shapes of the Auto-Devs document.</summary>
internal static class StatsEndpoints
{
    private const string CleanupInterval = "0s";
    private const string MaxIdleTime = "10m0s";

    public static void MapStats(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/metrics", MetricsAsync).Describe("GetFigures", "Sockets, messages, limits and inboxes in figures", static operation => operation
            .Returns("The sums of all gateways.", new ServiceMetrics(Samples.Hub, Samples.Middleware, Samples.Inboxes)));
        routes.MapGet("/stats", StatsAsync).Describe("GetStatistics", "The same with the number of gateways and the time", static operation => operation
            .Returns("The sums of all gateways.", new ServiceStats(Samples.Hub, Samples.Middleware, Samples.Inboxes, 2, Samples.Time)));
        routes.MapGet("/health", HealthAsync).Describe("GetSocketHealth", "Whether sockets are served, and how many", static operation => operation
            .Returns("They are.", new ServiceHealth("healthy", new HealthFigures("healthy", 1_204, 98_113, 5_420_118, 311_087, 86_400.5, Samples.Time))));
    }

    private static async Task<Ok<ServiceMetrics>> MetricsAsync(
        ClusterStats cluster, OfflineMessages offline, IOptionsMonitor<LimitOptions> limits, CancellationToken cancellationToken)
    {
        var messages = offline.TryGetAsync(cancellationToken);
        var sum = await cluster.SumAsync(null, null, cancellationToken);
        return TypedResults.Ok(new ServiceMetrics(Hub(sum), Middleware(sum, limits.CurrentValue), await messages));
    }

    private static async Task<Ok<ServiceStats>> StatsAsync(
        ClusterStats cluster, OfflineMessages offline, IGatewayPeers peers, IOptionsMonitor<LimitOptions> limits, TimeProvider time, CancellationToken cancellationToken)
    {
        var messages = offline.TryGetAsync(cancellationToken);
        var sum = await cluster.SumAsync(null, null, cancellationToken);
        return TypedResults.Ok(new ServiceStats(Hub(sum), Middleware(sum, limits.CurrentValue), await messages, 1 + peers.Others.Count, time.GetUtcNow()));
    }

    private static async Task<Ok<ServiceHealth>> HealthAsync(ClusterStats cluster, TimeProvider time, CancellationToken cancellationToken)
    {
        var sum = await cluster.SumAsync(null, null, cancellationToken);
        var now = time.GetUtcNow();
        var uptime = Math.Round((now - sum.StartedAt).TotalSeconds, 3);
        var figures = new HealthFigures("healthy", sum.ActiveConnections, sum.TotalConnections, sum.MessagesSent, sum.MessagesReceived, uptime, now);
        return TypedResults.Ok(new ServiceHealth("healthy", figures));
    }

    private static HubFigures Hub(ReplicaStats sum) => new(
        sum.ActiveConnections, sum.TotalConnections, sum.MessagesSent, sum.MessagesReceived, sum.BroadcastsSent, sum.TotalConnections, sum.ConnectionsClosed);

    private static MiddlewareFigures Middleware(ReplicaStats sum, LimitOptions limits) => new(
        new LimiterFigures(sum.ActiveLimiters, limits.MessagesPerSecond, limits.Burst, CleanupInterval, MaxIdleTime),
        new ErrorFigures(sum.ConnectionsWithErrors, sum.TotalErrors, limits.MaxErrors, Duration(limits.ErrorWindow)));

    /// <summary>As the document writes durations: 5m0s.</summary>
    private static string Duration(TimeSpan time) => $"{(int)time.TotalMinutes}m{time.Seconds}s";
}
