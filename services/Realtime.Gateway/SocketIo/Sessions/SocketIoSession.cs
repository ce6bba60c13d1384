using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Limits;
using Realtime.Gateway.SocketIo.Engine;
using Realtime.Gateway.SocketIo.Packets;

namespace Realtime.Gateway.SocketIo.Sessions;

/// <summary>
/// Socket.IO over one Engine.IO session: several namespaces, each with a socket of its own. Packets are handled one after the other, without holding the
/// transport's thread when a handler waits; those that wait are bounded.
/// </summary>
internal sealed partial class SocketIoSession : IEngineReceiver
{
    private static readonly SocketFailure RateLimited = SocketFailure.RateLimited(retryAfterSeconds: 1);

    private readonly SocketIoServer _server;
    private readonly EngineSession _engine;
    private readonly PacketReader _reader;
    private readonly SocketLimits _limits;
    private readonly Queue<Packet> _waiting = new();
    private readonly Dictionary<string, SocketIoSocket> _sockets = new(StringComparer.Ordinal);
    private bool _working;
    private bool _ended;
    private long _connectBy = -1;

    public SocketIoSession(SocketIoServer server, EngineSession engine, ClientConnection connection, EngineHandshake handshake)
    {
        _server = server;
        _engine = engine;
        _reader = new PacketReader(server.Options.MaxAttachments);
        _limits = new SocketLimits(server.Limits);
        _limits.Open(connection);
        Connection = connection;
        Handshake = handshake;
    }

    public ClientConnection Connection { get; }

    public EngineHandshake Handshake { get; }

    public void Receive(EnginePacket message)
    {
        if (!(message.IsBinary ? _reader.TryReadBinary(message.Data, out var packet) : _reader.TryReadText(message.Data, out packet)))
        {
            _engine.Close(EngineCloseReason.ParseError);
            return;
        }

        if (packet is null)
        {
            return;
        }

        bool overflows;
        lock (_waiting)
        {
            overflows = _waiting.Count >= _server.Options.MaxWaitingPackets;
            if (!overflows)
            {
                _waiting.Enqueue(packet);
                if (_working)
                {
                    return;
                }

                _working = true;
            }
        }

        if (overflows)
        {
            _engine.Close(EngineCloseReason.TooSlow);
            return;
        }

        _ = WorkAsync();
    }

    public void Tick(long now)
    {
        if (_connectBy < 0)
        {
            _connectBy = now + _server.Options.ConnectTimeoutMs;
        }
        else if (_connectBy != long.MaxValue && now >= _connectBy)
        {
            _engine.Close(EngineCloseReason.ServerClosed);
        }
    }

    public void Closed(EngineCloseReason reason)
    {
        bool work;
        lock (_waiting)
        {
            _ended = true;
            _waiting.Clear();
            if (IsRecoverable(reason))
            {
                foreach (var socket in _sockets.Values)
                {
                    _server.Recovery.Keep(socket);
                }
            }
            else
            {
                DropForGood();
            }

            work = !_working;
            _working = true;
        }

        if (work)
        {
            _ = WorkAsync();
        }
    }

    public void Send(OutboundFrame frame) => Connection.TrySend(frame);

    private static bool IsRecoverable(EngineCloseReason reason) =>
        reason is EngineCloseReason.TransportClosed or EngineCloseReason.TransportError or EngineCloseReason.PingTimeout or EngineCloseReason.TooSlow or EngineCloseReason.Draining;

    private void DropForGood()
    {
        foreach (var socket in _sockets.Values)
        {
            _server.Recovery.Drop(socket);
        }
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            Packet? packet;
            lock (_waiting)
            {
                if (!_waiting.TryDequeue(out packet))
                {
                    if (!_ended)
                    {
                        _working = false;
                        return;
                    }
                }
            }

            if (packet is null)
            {
                LeaveAll();
                return;
            }

            try
            {
                await HandleAsync(packet);
            }
            catch (Exception exception)
            {
                Log.HandlerFailed(_server.Logger, exception, packet.Namespace, Connection.Id);
                Find(packet.Namespace)?.Emit(SocketFailure.Internal);
            }
        }
    }

    private async ValueTask HandleAsync(Packet packet)
    {
        var socket = Find(packet.Namespace);
        // Leaving is free.
        if (packet.Type != PacketType.Disconnect && _limits.Take(socket?.User) is var verdict && verdict != LimitVerdict.Allowed)
        {
            Refuse(packet, socket, verdict);
            return;
        }

        if (packet.Type == PacketType.Connect)
        {
            await ConnectAsync(packet);
            return;
        }

        if (socket is null)
        {
            _engine.Close(EngineCloseReason.ParseError);
            return;
        }

        switch (packet.Type)
        {
            case PacketType.Event:
                await socket.Namespace.OnEventAsync(socket, new SocketEvent(socket, packet));
                break;
            case PacketType.Disconnect:
                Leave(socket);
                break;
            default:
                // Nothing here asks clients for acknowledgements.
                break;
        }
    }

    private async ValueTask ConnectAsync(Packet packet)
    {
        if (_server.Find(packet.Namespace) is not { } target)
        {
            Refuse(packet.Namespace, "Invalid namespace");
            return;
        }

        var auth = ConnectAuth.Read(packet.Data);
        var socket = new SocketIoSocket(this, _server, target);
        if (await target.AuthorizeAsync(socket, auth) is { } refusal)
        {
            Refuse(packet.Namespace, refusal);
            return;
        }

        var claimed = target.IsRecoverable ? await _server.Recovery.ClaimAsync(socket, auth) : null;
        SocketIoSocket? previous = null;
        var crowded = socket.Identity is { } identity && (socket.User = _limits.Join(identity.UserId)) is null;
        if (crowded || !Add(socket, out previous))
        {
            socket.User?.Release();
            if (claimed is not null)
            {
                _server.Recovery.GiveBack(claimed);
            }

            if (crowded)
            {
                Refuse(packet.Namespace, "Too many connections of this user");
            }

            return;
        }

        if (previous is not null)
        {
            _server.Recovery.Drop(previous);
            previous.LeaveRooms();
            Dismiss(previous);
        }

        // A revocation between the check of the token and now has not seen this socket.
        if (socket.Identity is { } added && _server.Revocations.IsRevoked(added))
        {
            Connection.Close(CloseCode.Unauthenticated, "Token revoked");
        }

        if (claimed is null || !_server.Recovery.TryResume(socket, claimed))
        {
            Begin(socket);
        }

        await target.OnConnectedAsync(socket, auth);
    }

    private void Begin(SocketIoSocket socket)
    {
        if (socket.Namespace.IsRecoverable)
        {
            _server.Recovery.Begin(socket);
        }

        using var connected = PacketWriter.Connected(socket.Namespace.Name, socket.Sid, socket.Pid);
        Send(connected);
    }

    /// <summary>False when the session has ended meanwhile.</summary>
    private bool Add(SocketIoSocket socket, out SocketIoSocket? previous)
    {
        lock (_waiting)
        {
            previous = null;
            if (_ended)
            {
                return false;
            }

            _sockets.Remove(socket.Namespace.Name, out previous);
            _sockets.Add(socket.Namespace.Name, socket);
            if (socket.Identity is { } identity)
            {
                Connection.AddIdentity(identity);
            }

            _connectBy = long.MaxValue;
            return true;
        }
    }

    private SocketIoSocket? Find(string name)
    {
        lock (_waiting)
        {
            return _sockets.GetValueOrDefault(name);
        }
    }

    private void Leave(SocketIoSocket socket)
    {
        lock (_waiting)
        {
            _sockets.Remove(socket.Namespace.Name);
        }

        _server.Recovery.Drop(socket);
        socket.LeaveRooms();
        Dismiss(socket);
    }

    private static void Dismiss(SocketIoSocket socket)
    {
        if (socket.Identity is { } identity)
        {
            socket.Connection.RemoveIdentity(identity);
        }

        socket.User?.Release();
        socket.Namespace.OnDisconnected(socket);
    }

    private void LeaveAll()
    {
        SocketIoSocket[] sockets;
        lock (_waiting)
        {
            sockets = [.. _sockets.Values];
            _sockets.Clear();
        }

        _limits.Close();

        foreach (var socket in sockets)
        {
            // Again: handlers that were still at work may have told of it after the end.
            if (!socket.IsKept)
            {
                _server.Recovery.Drop(socket);
            }

            try
            {
                Dismiss(socket);
            }
            catch (Exception exception)
            {
                Log.HandlerFailed(_server.Logger, exception, socket.Namespace.Name, Connection.Id);
            }
        }
    }

    private void Refuse(Packet packet, SocketIoSocket? socket, LimitVerdict verdict)
    {
        if (verdict == LimitVerdict.Flooding)
        {
            _engine.Close(EngineCloseReason.RateLimited);
        }
        else if (packet.Type == PacketType.Connect)
        {
            Refuse(packet.Namespace, RateLimited.Message);
        }
        else if (packet.Type == PacketType.Event && socket is not null)
        {
            new SocketEvent(socket, packet).Fail(RateLimited);
        }
    }

    private void Refuse(string name, string message)
    {
        using var refused = PacketWriter.Refused(name, message);
        Send(refused);
    }

    private static partial class Log
    {
        [LoggerMessage(3100, LogLevel.Error, "A handler of namespace {Namespace} failed on connection {ConnectionId}.", EventName = "SocketIoHandlerFailed")]
        public static partial void HandlerFailed(ILogger logger, Exception exception, string @namespace, string connectionId);
    }
}
