using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.ServiceDefaults.Databases;

/// <summary>Ready when the schema is up to date.</summary>
public sealed class SchemaHealthCheck(DatabaseGate gate) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(gate.IsOpen ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the schema is not up to date yet"));
}
