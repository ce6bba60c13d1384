namespace Realtime.Gateway.Peers;

/// <summary>Another gateway replica, as it announced itself last.</summary>
internal sealed record GatewayPeer(string Id, Uri HttpUrl, Uri SocketsUrl, DateTimeOffset At);
