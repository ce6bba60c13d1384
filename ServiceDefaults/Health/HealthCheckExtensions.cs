using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Realtime.ServiceDefaults.Health;

namespace Microsoft.Extensions.DependencyInjection;

public static class HealthCheckExtensions
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(4);

    /// <summary>A readiness check named after the dependency; with <paramref name="failureStatus"/> Degraded it is reported, but the service stays ready.</summary>
    public static IHostApplicationBuilder AddPostgresHealthCheck(this IHostApplicationBuilder builder, string name, string connectionString, HealthStatus failureStatus = HealthStatus.Unhealthy)
    {
        builder.Services.AddHealthChecks().AddCheck(name, new PostgresHealthCheck(connectionString), failureStatus, [HealthTags.Ready], CheckTimeout);
        return builder;
    }

    public static IHostApplicationBuilder AddRabbitMqHealthCheck(this IHostApplicationBuilder builder, string name, string connectionString, HealthStatus failureStatus = HealthStatus.Unhealthy)
    {
        var address = new Uri(connectionString);
        builder.Services.AddKeyedSingleton(name, (_, _) => new RabbitMqHealthCheck(address));
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(name, services => services.GetRequiredKeyedService<RabbitMqHealthCheck>(name), failureStatus, [HealthTags.Ready], CheckTimeout));
        return builder;
    }
}
