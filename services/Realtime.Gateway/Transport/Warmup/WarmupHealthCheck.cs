using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.Gateway.Transport.Warmup;

/// <summary>Not ready until the hot path has been compiled for speed.</summary>
internal sealed class WarmupHealthCheck(WarmupState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.IsDone ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Warming up."));
}
