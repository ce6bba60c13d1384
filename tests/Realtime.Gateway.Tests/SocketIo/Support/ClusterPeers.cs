using Realtime.Gateway.Peers;

namespace Realtime.Gateway.Tests.SocketIo.Support;

internal sealed class ClusterPeers(SocketIoCluster cluster, string self) : IGatewayPeers
{
    public string Self => self;

    public IReadOnlyCollection<GatewayPeer> Others => [.. cluster.Hosts.Where(pair => pair.Key != self).Select(pair => Peer(pair.Key, pair.Value))];

    public GatewayPeer? Find(string gatewayId) => cluster.Hosts.TryGetValue(gatewayId, out var host) ? Peer(gatewayId, host) : null;

    private static GatewayPeer Peer(string id, SocketIoHost host) => new(id, host.Address, host.Address, DateTimeOffset.UtcNow);
}
