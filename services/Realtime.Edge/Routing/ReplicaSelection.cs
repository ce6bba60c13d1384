using Yarp.ReverseProxy.Model;

namespace Realtime.Edge.Routing;

/// <summary>Keeps new work away from draining gateways, and requests of an Engine.IO session at the gateway that made it.</summary>
internal static class ReplicaSelection
{
    public static IApplicationBuilder UseReplicaSelection(this IApplicationBuilder pipeline) => pipeline.Use((context, next) =>
    {
        var proxy = context.GetReverseProxyFeature();
        if (proxy.Cluster.Config.ClusterId is ClusterNames.Gateway or ClusterNames.Sockets)
        {
            proxy.AvailableDestinations = Owner(context, proxy) is { } owner ? [owner] : NotDraining(proxy);
        }

        return next(context);
    });

    private static DestinationState? Owner(HttpContext context, IReverseProxyFeature proxy) =>
        EngineSession.GatewayOf(context.Request.Query["sid"]) is { } gateway
            ? proxy.AllDestinations.FirstOrDefault(destination => string.Equals(destination.DestinationId, gateway, StringComparison.OrdinalIgnoreCase))
            : null;

    private static IReadOnlyList<DestinationState> NotDraining(IReverseProxyFeature proxy)
    {
        var staying = proxy.AvailableDestinations.Where(destination => !IsDraining(destination)).ToArray();
        if (staying.Length > 0)
        {
            return staying;
        }

        // All that is healthy drains: an ailing one may still be better, and plain requests are answered to the end.
        var others = proxy.AllDestinations.Where(destination => !IsDraining(destination)).ToArray();
        return others.Length > 0 || proxy.Cluster.Config.ClusterId == ClusterNames.Sockets ? others : proxy.AvailableDestinations;
    }

    private static bool IsDraining(DestinationState destination) =>
        destination.Model.Config.Metadata?.GetValueOrDefault(EdgeClusters.DrainingKey) == "true";
}
