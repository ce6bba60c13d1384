using System.Text.Json;

namespace Realtime.Gateway.Management.Api;

internal sealed record HubFigures(
    long ActiveConnections, long TotalConnections, long MessagesSent, long MessagesReceived, long BroadcastsSent, long ConnectionsCreated, long ConnectionsClosed);

internal sealed record LimiterFigures(long ActiveLimiters, double RequestsPerSecond, int BurstSize, string CleanupInterval, string MaxIdleTime);

internal sealed record ErrorFigures(long ConnectionsWithErrors, long TotalErrors, int MaxErrors, string ResetInterval);

internal sealed record MiddlewareFigures(LimiterFigures RateLimiter, ErrorFigures ErrorHandler);

/// <summary>GET /metrics. <paramref name="OfflineMessages"/> is what OfflineDelivery says; null while it does not answer.</summary>
internal sealed record ServiceMetrics(HubFigures Hub, MiddlewareFigures Middleware, JsonElement? OfflineMessages);

/// <summary>GET /stats.</summary>
internal sealed record ServiceStats(HubFigures Hub, MiddlewareFigures Middleware, JsonElement? OfflineMessages, int Gateways, DateTimeOffset Timestamp);

internal sealed record HealthFigures(
    string Status, long ActiveConnections, long TotalConnections, long MessagesSent, long MessagesReceived, double Uptime, DateTimeOffset Timestamp);

/// <summary>GET /health.</summary>
internal sealed record ServiceHealth(string Status, HealthFigures Data);

internal sealed record DatabaseHealth(string Status);

/// <summary>GET /api/v1/health, which needs no credentials.</summary>
internal sealed record ApiHealth(string Status, DateTimeOffset Timestamp, string Version, DatabaseHealth Database);
