using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.OfflineDelivery.Data;

internal sealed class SchemaHealthCheck(DatabaseGate gate) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(gate.IsOpen ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the schema is not up to date yet"));
}
