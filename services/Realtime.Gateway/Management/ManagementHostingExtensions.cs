using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Realtime.Gateway.Agents;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Identity.Revocations;
using Realtime.Gateway.Management.Stats;
using Realtime.Gateway.Peers;
using Realtime.Gateway.SocketIo.Location;

namespace Realtime.Gateway.Management;

internal static class ManagementHostingExtensions
{
    /// <summary>What other services tell every gateway over MassTransit.</summary>
    public static WebApplicationBuilder AddGatewayBus(this WebApplicationBuilder builder)
    {
        builder.AddRealtimeBus(bus =>
        {
            // Sockets stay and new ones are welcome while the broker is away: it degrades the gateway, it does not take it out.
            bus.ConfigureHealthCheckOptions(static health => health.MinimalFailureStatus = HealthStatus.Degraded);
            bus.AddConsumer<TokenRevokedConsumer>().Endpoint(OfThisReplica);
            bus.AddConsumer<DisconnectUserConsumer>().Endpoint(OfThisReplica);
            bus.AddConsumer<SessionReplacedConsumer>().Endpoint(OfThisReplica);
            bus.AddConsumer<VendorLocationConsumer>();
        });
        return builder;
    }

    public static WebApplicationBuilder AddManagement(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddGatewayPeers();
        services.AddHttpClient(ClusterStats.ClientName).AddInternalKey();
        services.ConfigureHttpJsonOptions(static json =>
        {
            // A context's naming policy does not reach the HTTP options that its types are resolved through.
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ManagementJsonContext.Default);
        });
        services.AddSingleton<LocalStats>();
        services.AddSingleton<ClusterStats>();
        services.AddSingleton<OfflineMessages>();
        services.AddSingleton<AdminMessages>();
        services.AddSingleton<Disconnects>();
        services.AddSingleton<IControlHandler>(static provider => provider.GetRequiredService<Disconnects>());
        return builder;
    }

    private static void OfThisReplica(IEndpointRegistrationConfigurator endpoint)
    {
        endpoint.Temporary = true;
        endpoint.InstanceId = "-" + Guid.NewGuid().ToString("N")[..8];
    }
}
