namespace Realtime.Gateway.Peers;

internal static class PeerHostingExtensions
{
    /// <summary>Adds <see cref="IGatewayPeers"/>, unless somebody else knows the peers.</summary>
    public static IServiceCollection AddGatewayPeers(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(IGatewayPeers)))
        {
            return services;
        }

        services.AddSingleton<GatewayPeers>();
        services.AddSingleton<IGatewayPeers>(provider => provider.GetRequiredService<GatewayPeers>());
        services.AddHostedService(provider => provider.GetRequiredService<GatewayPeers>());
        return services;
    }
}
