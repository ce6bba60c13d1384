using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>A WebSocket connection as a session's transport. Engine.IO has no close codes of its own: the frame is empty but for a drain.</summary>
internal sealed class EngineSocket(ClientConnection connection) : IEngineSocket
{
    public void Send(EngineMessage message)
    {
        using var frame = message.IsBinary ? OutboundFrame.Binary(message.Bytes.Span) : OutboundFrame.Text(message.Bytes.Span);
        connection.TrySend(frame);
    }

    // Not through the burst: what is forwarded comes out of one that is ending.
    public void Forward(OutboundFrame frame) => connection.SendNow(frame);

    public void Close(EngineCloseReason reason)
    {
        var code = reason == EngineCloseReason.Draining ? CloseCode.GoingAway : CloseCode.NoStatus;
        connection.Close(code, "");
    }
}
