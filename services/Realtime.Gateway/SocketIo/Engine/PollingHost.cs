using Realtime.Gateway.Connections;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>Opens sessions that begin with polling: each has a connection of the hub of its own, so that rooms and users treat it like any socket.</summary>
internal sealed class PollingHost(EngineSessions sessions, ReceiverFactory receivers, ConnectionCore core, SocketIoBinding binding, AddressCounter addresses)
{
    /// <summary>Null when the gateway or the address has too many.</summary>
    public EngineSession? Open(EngineHandshake handshake, UpgradeRequest request, int maxPerAddress)
    {
        if (!addresses.TryAcquire(request.RemoteAddress, maxPerAddress))
        {
            return null;
        }

        if (sessions.Create(null) is not { } session)
        {
            addresses.Release(request.RemoteAddress);
            return null;
        }

        var transport = new EngineTransport(session);
        var decision = UpgradeDecision.Accept(state: session);
        var connection = new ClientConnection(core, transport, binding.Value, request, decision, deflateWindow: 0, countedAddress: true);
        transport.Attach(connection);
        session.Attach(receivers.Create(handshake, session, connection));
        sessions.Add(session);
        connection.Open();
        return session;
    }
}
