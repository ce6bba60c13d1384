using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.Gateway.Connections;

/// <summary>Not ready once draining has begun.</summary>
internal sealed class DrainHealthCheck(DrainState drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.IsDraining ? HealthCheckResult.Unhealthy("Draining.") : HealthCheckResult.Healthy());
}
