namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>Why a session ended.</summary>
internal enum EngineCloseReason
{
    TransportClosed,
    TransportError,
    ParseError,
    PingTimeout,
    TooSlow,
    ClientClosed,
    ServerClosed,
    RateLimited,
    Draining,
}
