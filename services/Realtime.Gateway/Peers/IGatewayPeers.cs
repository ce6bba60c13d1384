namespace Realtime.Gateway.Peers;

/// <summary>The gateway replicas: this one and the others that announced themselves lately.</summary>
internal interface IGatewayPeers
{
    /// <summary>Another replica has announced itself for the first time.</summary>
    event Action Appeared
    {
        add { }
        remove { }
    }

    string Self { get; }

    IReadOnlyCollection<GatewayPeer> Others { get; }

    GatewayPeer? Find(string gatewayId);
}
