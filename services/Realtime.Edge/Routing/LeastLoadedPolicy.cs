using Realtime.Edge.Gateways;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Realtime.Edge.Routing;

/// <summary>The gateway with the fewest sockets by its own count, which other edges' sockets are in; by our count where nobody counts for us.</summary>
internal sealed class LeastLoadedPolicy(GatewayTable gateways) : ILoadBalancingPolicy
{
    public const string PolicyName = "LeastLoaded";

    public string Name => PolicyName;

    public DestinationState? PickDestination(HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations)
    {
        if (availableDestinations.Count == 0)
        {
            return null;
        }

        var sockets = cluster.ClusterId == ClusterNames.Sockets;
        var start = Random.Shared.Next(availableDestinations.Count);
        DestinationState? best = null;
        var bestLoad = int.MaxValue;
        for (var i = 0; i < availableDestinations.Count; i++)
        {
            // From a random start, so that equals share.
            var candidate = availableDestinations[(start + i) % availableDestinations.Count];
            var load = sockets && gateways.Find(candidate.DestinationId) is { } replica ? replica.Load : candidate.ConcurrentRequestCount;
            if (load < bestLoad)
            {
                best = candidate;
                bestLoad = load;
            }
        }

        if (sockets && best is not null)
        {
            gateways.Find(best.DestinationId)?.CountSent();
        }

        return best;
    }
}
