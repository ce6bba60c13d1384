namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>What speaks over a session. Calls of one session never overlap, except that the end may come at any time, once.</summary>
internal interface IEngineReceiver
{
    /// <summary>A message packet; the bytes are the receiver's to keep.</summary>
    void Receive(EnginePacket message);

    void Closed(EngineCloseReason reason);

    /// <summary>Called a few times a second while the session is open.</summary>
    void Tick(long now);
}
