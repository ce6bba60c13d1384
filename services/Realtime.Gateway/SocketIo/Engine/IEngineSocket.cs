using Realtime.Gateway.Framing;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>The WebSocket under a session, or one that probes for an upgrade. No call blocks.</summary>
internal interface IEngineSocket
{
    void Send(EngineMessage message);

    /// <summary>Passes frames on as they are.</summary>
    void Forward(OutboundFrame frame);

    void Close(EngineCloseReason reason);
}
