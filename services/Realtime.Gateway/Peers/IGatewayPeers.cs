namespace Realtime.Gateway.Peers;

/// <summary>The gateway replicas: this one and the others that announced themselves lately.</summary>
internal interface IGatewayPeers
{
    string Self { get; }

    IReadOnlyCollection<GatewayPeer> Others { get; }

    GatewayPeer? Find(string gatewayId);
}
