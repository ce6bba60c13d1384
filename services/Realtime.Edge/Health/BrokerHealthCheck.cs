using Microsoft.Extensions.Diagnostics.HealthChecks;
using Realtime.Messaging.Connections;

namespace Realtime.Edge.Health;

/// <summary>Reported, not required: without the broker the edge goes on with the gateways it knows.</summary>
internal sealed class BrokerHealthCheck(BrokerConnection broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(broker.IsConnected ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("not connected"));
}
