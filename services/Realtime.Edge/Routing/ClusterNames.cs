namespace Realtime.Edge.Routing;

internal static class ClusterNames
{
    /// <summary>Gateways by their socket listeners.</summary>
    public const string Sockets = "gateway-sockets";

    /// <summary>Gateways by their HTTP endpoints.</summary>
    public const string Gateway = "gateway";

    /// <summary>The edge itself, in the merged API description; no route leads there.</summary>
    public const string Edge = "edge";

    public const string Auth = "auth";
    public const string Presence = "presence";
    public const string OfflineDelivery = "offline-delivery";
}
