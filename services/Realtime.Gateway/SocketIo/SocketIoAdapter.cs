using Microsoft.Extensions.Options;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Engine;
using Realtime.Gateway.SocketIo.Relay;
using Realtime.Gateway.SocketIo.Rooms;
using Realtime.ServiceDefaults.Flags;

namespace Realtime.Gateway.SocketIo;

/// <summary>The WebSocket transport of Engine.IO, and Socket.IO's form of what the hub sends to rooms and users.</summary>
internal sealed class SocketIoAdapter(
    EngineSessions sessions,
    ReceiverFactory receivers,
    SessionRelay relay,
    RoomEvents rooms,
    IFeatureFlags flags,
    IOptions<SocketIoOptions> options) : IProtocolAdapter
{
    public const string ProtocolName = "socket-io";

    private readonly SocketIoOptions _options = options.Value;

    public string Name => ProtocolName;

    public EndpointSettings Settings { get; } = new()
    {
        MaxMessageBytes = options.Value.MaxPayloadBytes,
        PingInterval = null,
        IdleTimeout = null,
        Compression = false,
    };

    public bool TryMatch(UpgradeRequest request) => EngineHandshake.IsEnginePath(request.Path, _options.Conformance) is not null;

    public async ValueTask<UpgradeDecision> AuthorizeAsync(UpgradeRequest request, CancellationToken cancellationToken)
    {
        var query = EngineRequest.Read(request.GetQuery);
        if (query.Check(isGet: true, isUpgrade: true) is { } error)
        {
            return Refuse(error);
        }

        if (query.Sid is null)
        {
            if (flags.IsOff(FeatureFlagNames.SocketIo))
            {
                return Refuse(EngineError.Forbidden);
            }

            var engineOnly = EngineHandshake.IsEnginePath(request.Path, _options.Conformance) == true;
            var handshake = EngineHandshake.From(engineOnly, request.GetQuery, request.GetHeader("Authorization"));
            return UpgradeDecision.Accept(state: new EngineOpening(handshake, null));
        }

        if (sessions.Find(query.Sid) is { } session)
        {
            return UpgradeDecision.Accept(state: new EngineOpening(null, session));
        }

        if (relay.OwnerOf(query.Sid) is { } owner && await relay.ConnectAsync(owner, request.Path, request.QueryString, cancellationToken) is { } socket)
        {
            return UpgradeDecision.Accept(state: new RelayedSocket(socket, _options.MaxPayloadBytes));
        }

        return Refuse(EngineError.UnknownSession);
    }

    public void OnOpened(ClientConnection connection)
    {
        switch (connection.State)
        {
            case EngineOpening { Handshake: { } handshake }:
                Open(connection, handshake);
                break;
            case EngineOpening { Session: { } session }:
                Probe(connection, session);
                break;
            case RelayedSocket relayed:
                relayed.Start(connection);
                break;
        }
    }

    public void OnMessage(ClientConnection connection, ReadOnlyMemory<byte> payload, MessageKind kind)
    {
        if (connection.State is RelayedSocket relayed)
        {
            if (!relayed.TryPass(payload, kind))
            {
                connection.Close(CloseCode.NoStatus, "");
            }
        }
        else if (connection.State is SocketLink link)
        {
            Receive(connection, link, payload, kind);
        }
    }

    public void OnClosed(ClientConnection connection, CloseInfo close)
    {
        switch (connection.State)
        {
            case SocketLink link:
                link.Session.SocketClosed(link.Socket, ReasonOf(close));
                break;
            case RelayedSocket relayed:
                relayed.End();
                break;
        }
    }

    public OutboundFrame? Encode(RoomMessage message) => rooms.Encode(message);

    private void Open(ClientConnection connection, EngineHandshake handshake)
    {
        var socket = new EngineSocket(connection);
        if (sessions.Create(socket) is not { } session)
        {
            connection.Close(CloseCode.NoStatus, "");
            return;
        }

        connection.State = new SocketLink(session, socket);
        session.Attach(receivers.Create(handshake, session, connection));
        sessions.Add(session);
        session.Send(OpenPacket.For(session, _options));
    }

    private void Probe(ClientConnection connection, EngineSession session)
    {
        var link = new SocketLink(session, new EngineSocket(connection)) { IsProbing = true };
        connection.State = link;
        if (!session.TryProbe(link.Socket, sessions.Now))
        {
            connection.Close(CloseCode.NoStatus, "");
        }
    }

    private void Receive(ClientConnection connection, SocketLink link, ReadOnlyMemory<byte> payload, MessageKind kind)
    {
        EnginePacket packet;
        if (kind == MessageKind.Binary)
        {
            packet = EnginePacket.FromBinary(payload.ToArray());
        }
        else if (EnginePacket.TryReadText(payload, out var borrowed))
        {
            packet = borrowed with { Data = borrowed.Data.ToArray() };
        }
        else
        {
            Refuse(connection, link);
            return;
        }

        if (!link.IsProbing)
        {
            link.Session.Receive(packet, sessions.Now);
        }
        else if (!link.Session.ReceiveProbe(link.Socket, packet))
        {
            connection.Close(CloseCode.NoStatus, "");
        }
        else if (packet.Type == EnginePacketType.Upgrade)
        {
            link.IsProbing = false;
        }
    }

    private static void Refuse(ClientConnection connection, SocketLink link)
    {
        if (link.IsProbing)
        {
            connection.Close(CloseCode.NoStatus, "");
        }
        else
        {
            link.Session.Close(EngineCloseReason.ParseError);
        }
    }

    private static UpgradeDecision Refuse(EngineError error) => UpgradeDecision.RefuseWith(400, error.Body, EngineError.ContentType);

    private static EngineCloseReason ReasonOf(CloseInfo close) => close switch
    {
        { ByPeer: true, Code: CloseCode.Abnormal } => EngineCloseReason.TransportClosed,
        { ByPeer: true } => EngineCloseReason.TransportClosed,
        { Code: CloseCode.GoingAway } => EngineCloseReason.Draining,
        { Code: CloseCode.TooSlow } => EngineCloseReason.TooSlow,
        { Code: CloseCode.Abnormal } => EngineCloseReason.TransportError,
        _ => EngineCloseReason.ServerClosed,
    };
}
