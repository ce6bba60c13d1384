namespace Realtime.Gateway.Connections;

/// <summary>How a connection ended. <paramref name="ByPeer"/>: the client (or its network) ended it, not the gateway.</summary>
internal sealed record CloseInfo(CloseCode Code, string Reason, bool ByPeer);
