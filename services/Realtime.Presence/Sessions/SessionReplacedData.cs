namespace Realtime.Presence.Sessions;

/// <summary>Data of the control entry <c>session_replaced</c>: the connection has lost the session to the holder of the token.</summary>
internal sealed record SessionReplacedData(string SessionKey, string ConnectionId, long FencingToken);
