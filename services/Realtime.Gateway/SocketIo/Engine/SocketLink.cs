namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>State of a WebSocket connection: the session that it carries, or probes.</summary>
internal sealed class SocketLink(EngineSession session, EngineSocket socket)
{
    public EngineSession Session => session;

    public EngineSocket Socket => socket;

    public bool IsProbing { get; set; }
}
