namespace Realtime.Gateway.Connections;

/// <summary>How a connection ended. <paramref name="ByPeer"/>: the client (or its network) ended it, not the gateway.</summary>
internal readonly record struct CloseInfo(CloseCode Code, string Reason, bool ByPeer);
