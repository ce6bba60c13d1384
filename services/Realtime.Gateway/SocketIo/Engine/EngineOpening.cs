namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>State of a WebSocket between its authorization and its opening: the session to upgrade, or none for a new one.</summary>
internal sealed record EngineOpening(EngineHandshake? Handshake, EngineSession? Session);
