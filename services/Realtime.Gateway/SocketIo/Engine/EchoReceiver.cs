namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>The handler that the Engine.IO protocol test suite talks to: what comes goes back.</summary>
internal sealed class EchoReceiver(EngineSession session) : IEngineReceiver
{
    public void Receive(EnginePacket message)
    {
        if (message.IsBinary)
        {
            session.Send(EngineMessage.Binary(message.Data));
            return;
        }

        var text = new byte[message.Data.Length + 1];
        text[0] = (byte)EnginePacketType.Message;
        message.Data.Span.CopyTo(text.AsSpan(1));
        session.Send(EngineMessage.Text(text));
    }

    public void Closed(EngineCloseReason reason)
    {
    }

    public void Tick(long now)
    {
    }
}
