using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using Realtime.Edge.Gateways;
using Realtime.ServiceDefaults.ServiceDiscovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace Realtime.Edge.Routing;

/// <summary>The services behind the edge: gateways as they announce themselves, everything else, and gateways unheard of, by service discovery.</summary>
internal sealed class EdgeClusters(GatewayTable gateways, ServiceEndpointResolver discovery, IOptions<EdgeProxyOptions> options)
{
    public const string DrainingKey = "draining";

    private static readonly Uri GatewayHttp = new("http://gateway");
    private static readonly Uri GatewaySockets = new("http://_sockets.gateway");

    public IReadOnlyList<ClusterConfig> Build()
    {
        var replicas = gateways.Replicas;
        return
        [
            Create(ClusterNames.Sockets, replicas.Count > 0 ? Announced(replicas, replica => replica.Sockets) : Discovered(SocketAddresses(), discovery.ResolveAll(GatewayHttp)), sockets: true),
            Create(ClusterNames.Gateway, replicas.Count > 0 ? Announced(replicas, replica => replica.Http) : Discovered(discovery.ResolveAll(GatewayHttp))),
            Create(ClusterNames.Auth, Discovered(discovery.ResolveAll(new Uri("http://auth")))),
            Create(ClusterNames.Presence, Discovered(discovery.ResolveAll(new Uri("http://presence")))),
            Create(ClusterNames.OfflineDelivery, Discovered(discovery.ResolveAll(new Uri("http://offline-delivery")))),
        ];
    }

    private IReadOnlyList<Uri> SocketAddresses() =>
        discovery.ResolveAll(GatewaySockets) is { Count: > 0 } sockets ? sockets : discovery.ResolveAll(GatewayHttp);

    private ClusterConfig Create(string name, Dictionary<string, DestinationConfig> destinations, bool sockets = false) => new()
    {
        ClusterId = name,
        Destinations = destinations,
        LoadBalancingPolicy = LeastLoadedPolicy.PolicyName,
        HttpRequest = new ForwarderRequestConfig
        {
            Version = System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = sockets ? options.Value.SocketIdleTimeout : options.Value.RequestIdleTimeout,
        },
        HealthCheck = new HealthCheckConfig
        {
            AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
            Active = new ActiveHealthCheckConfig
            {
                Enabled = true,
                Interval = options.Value.HealthInterval,
                Timeout = options.Value.HealthTimeout,
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                Path = "/health",
            },
            Passive = new PassiveHealthCheckConfig
            {
                Enabled = true,
                Policy = HealthCheckConstants.PassivePolicy.TransportFailureRate,
                ReactivationPeriod = TimeSpan.FromSeconds(5),
            },
        },
    };

    private static Dictionary<string, DestinationConfig> Announced(IReadOnlyCollection<GatewayReplica> replicas, Func<GatewayReplica, Uri> address) =>
        replicas.ToDictionary(
            replica => replica.Id,
            replica => new DestinationConfig
            {
                Address = address(replica).AbsoluteUri,
                Health = replica.Http.AbsoluteUri,
                Metadata = new Dictionary<string, string> { [DrainingKey] = replica.Draining ? "true" : "false" },
            },
            StringComparer.OrdinalIgnoreCase);

    // Sockets have a listener of their own, which has no health endpoint.
    private static Dictionary<string, DestinationConfig> Discovered(IReadOnlyList<Uri> addresses, IReadOnlyList<Uri>? health = null) =>
        addresses.Distinct().ToDictionary(
            address => address.Authority,
            address => new DestinationConfig { Address = address.AbsoluteUri, Health = health is { Count: > 0 } ? health[0].AbsoluteUri : null },
            StringComparer.OrdinalIgnoreCase);
}
