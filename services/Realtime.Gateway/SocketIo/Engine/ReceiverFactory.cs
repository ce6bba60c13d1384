using Realtime.Gateway.Connections;
using Realtime.Gateway.SocketIo.Sessions;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>Chooses what speaks over a new session.</summary>
internal sealed class ReceiverFactory(SocketIoServer server)
{
    public IEngineReceiver Create(EngineHandshake handshake, EngineSession session, ClientConnection connection) =>
        handshake.IsEngineOnly ? new EchoReceiver(session) : new SocketIoSession(server, session, connection, handshake);
}
