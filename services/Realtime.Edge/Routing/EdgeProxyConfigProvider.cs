using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Realtime.Edge.Configuration;
using Realtime.Edge.Gateways;
using Yarp.ReverseProxy.Configuration;

namespace Realtime.Edge.Routing;

/// <summary>Gives YARP a new configuration whenever the gateways or the service addresses change.</summary>
internal sealed class EdgeProxyConfigProvider : IProxyConfigProvider, IDisposable
{
    private readonly EdgeClusters _clusters;
    private readonly IReadOnlyList<RouteConfig> _routes;
    private readonly GatewayTable _gateways;
    private readonly IDisposable _reload;
    private readonly Lock _gate = new();
    private volatile Snapshot _current;

    public EdgeProxyConfigProvider(EdgeClusters clusters, GatewayTable gateways, IOptions<EdgeLimitsOptions> limits, IConfiguration configuration)
    {
        _clusters = clusters;
        _gateways = gateways;
        _routes = EdgeRoutes.All(limits.Value.MaxFileBodyBytes);
        _current = new Snapshot(_routes, clusters.Build());
        _gateways.Changed += Rebuild;
        _reload = ChangeToken.OnChange(configuration.GetReloadToken, Rebuild);
    }

    public IProxyConfig GetConfig() => _current;

    public void Dispose()
    {
        _gateways.Changed -= Rebuild;
        _reload.Dispose();
        _current.Dispose();
    }

    private void Rebuild()
    {
        Snapshot before;
        lock (_gate)
        {
            before = _current;
            _current = new Snapshot(_routes, _clusters.Build());
        }

        before.SignalChange();
        before.Dispose();
    }

    private sealed class Snapshot : IProxyConfig, IDisposable
    {
        private readonly CancellationTokenSource _changed = new();

        public Snapshot(IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters)
        {
            Routes = routes;
            Clusters = clusters;
            ChangeToken = new CancellationChangeToken(_changed.Token);
        }

        public IReadOnlyList<RouteConfig> Routes { get; }

        public IReadOnlyList<ClusterConfig> Clusters { get; }

        public IChangeToken ChangeToken { get; }

        public void SignalChange() => _changed.Cancel();

        public void Dispose() => _changed.Dispose();
    }
}
