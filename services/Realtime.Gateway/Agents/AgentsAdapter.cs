using Microsoft.Extensions.Options;
using Realtime.Contracts.Rooms;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Limits;
using Realtime.Gateway.Protocol;
using Realtime.Messaging.Rooms;

namespace Realtime.Gateway.Agents;

/// <summary>Protocol <c>json.v1</c>: a socket gets the events of its company and agent, those of the chat that it selected, or those in an administrator's scope.</summary>
internal sealed class AgentsAdapter(AgentAuthorizer authorizer, AgentSessions sessions, ConnectionHub hub, HeldSockets held, RateLimits limits, IOptions<AgentOptions> options) : IProtocolAdapter
{
    public const string ProtocolName = "agents";

    private const string EventType = "event";
    private const string RoomPrefix = "agent";

    private readonly bool _holds = options.Value.DropPolicy == AgentDropPolicy.Block;

    public string Name => ProtocolName;

    public EndpointSettings Settings { get; } = SettingsOf(options.Value);

    public bool TryMatch(UpgradeRequest request) => AgentRoute.Read(request.Path) is not null;

    public ValueTask<UpgradeDecision> AuthorizeAsync(UpgradeRequest request, CancellationToken cancellationToken) =>
        authorizer.AuthorizeAsync(request, AgentRoute.Read(request.Path)!, cancellationToken);

    public void OnOpened(ClientConnection connection)
    {
        var socket = new AgentSocket((AgentSession)connection.State!, new SocketLimits(limits));
        connection.State = socket;
        socket.Session.Connection = connection;
        socket.Limits.Open(connection);
        socket.User = socket.Limits.Join(socket.Session.Identity.UserId);
        using (var ready = AgentFrames.Ready())
        {
            connection.TrySend(ready);
        }

        if (!sessions.TryOpen(socket.Session))
        {
            AgentSessions.Replaced(socket.Session);
            return;
        }

        if (socket.User is null)
        {
            connection.Close(CloseCode.RateLimited, "Too many connections of this user");
            return;
        }

        hub.BindUser(connection, socket.Session.Identity.UserId);
        hub.Join(connection, socket.Session.Identity.Room);
        if (!socket.Session.Identity.IsAdmin && socket.Session.SelectedChat is { } chat && ChatRoom(socket, chat) is { } room)
        {
            socket.ChatRoom = room;
            hub.Join(connection, room);
        }
    }

    public void OnMessage(ClientConnection connection, ReadOnlyMemory<byte> payload, MessageKind kind)
    {
        var socket = (AgentSocket)connection.State!;
        if (socket.Session.Identity.IsAdmin || kind == MessageKind.Binary || !TakesMessage(connection, socket))
        {
            return;
        }

        socket.Session.IsActive = true;
        var message = AgentMessage.Read(payload);
        if (message.IsReady)
        {
            using var ready = AgentFrames.Ready();
            connection.TrySend(ready);
        }
        else if (message.Chat is { } chat)
        {
            Select(connection, socket, chat);
        }
        else
        {
            Fail(connection, "BadRequest", message.Fault!.Message, message.Fault.Details);
        }
    }

    public void OnClosed(ClientConnection connection, CloseInfo close)
    {
        if (connection.State is AgentSocket socket)
        {
            sessions.Close(socket.Session);
            socket.User?.Release();
            socket.Limits.Close();
        }
    }

    public void OnDrained(ClientConnection connection) => held.GoOn(connection, (AgentSocket)connection.State!);

    public OutboundFrame? Encode(RoomMessage message)
    {
        if (message.Kind != TargetKind.Room || message.Type != EventType || !message.Target.StartsWith(RoomPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var frame = AgentFrames.Event(message.Data.Span);
        if (_holds && message is { Epoch: { } epoch, Offset: { } offset })
        {
            frame.Origin = new FrameOrigin(message.Target, epoch, offset);
        }

        return frame;
    }

    public OutboundFrame? EncodeClosing(ClientConnection connection, CloseCode code, string reason) => code switch
    {
        CloseCode.GoingAway => AgentFrames.Error("InternalServerError", "Service shutting down", "Reconnect to another server"),
        CloseCode.InternalError => AgentFrames.Error("InternalServerError", reason == IdleReason ? "Pong timeout" : "Internal server error"),
        CloseCode.TooSlow => AgentFrames.Error("InternalServerError", "Client too slow"),
        CloseCode.Forbidden => AgentFrames.Error("Forbidden", reason),
        CloseCode.Unauthenticated => AgentFrames.Error("InvalidToken", reason),
        CloseCode.RateLimited => AgentFrames.Error("RateLimitExceeded", "Rate limit exceeded"),
        >= CloseCode.BadRequest => AgentFrames.Error("BadRequest", reason),
        _ => null,
    };

    public bool OnHandlerException(ClientConnection connection, Exception exception)
    {
        Fail(connection, "InternalServerError", "Internal server error", null);
        return true;
    }

    private const string IdleReason = "Idle";

    private static EndpointSettings SettingsOf(AgentOptions options) => new()
    {
        MaxMessageBytes = options.MaxMessageBytes,
        PingInterval = options.PingInterval,
        IdleTimeout = options.PongWait,
        IdleCloseCode = CloseCode.InternalError,
        SlowConsumer = options.DropPolicy == AgentDropPolicy.DropOldest ? SlowConsumerPolicy.DropOldest : SlowConsumerPolicy.Hold,
        MaxQueuedFrames = options.DropPolicy == AgentDropPolicy.DropOldest ? options.Buffer : int.MaxValue,
        MaxQueuedBytes = options.BufferBytes,
        Compression = options.Compression != AgentCompression.Disabled,
        CompressionThreshold = options.CompressionThreshold,
    };

    private static void Fail(ClientConnection connection, string code, string message, string? details)
    {
        using var error = AgentFrames.Error(code, message, details);
        connection.TrySend(error);
    }

    private static string? ChatRoom(AgentSocket socket, string chat)
    {
        var room = AgentRooms.Chat(socket.Session.Identity.Company!, socket.Session.Identity.Agent!, chat);
        return RoomName.IsValid(room) ? room : null;
    }

    private static bool TakesMessage(ClientConnection connection, AgentSocket socket)
    {
        switch (socket.Limits.Take(socket.User))
        {
            case LimitVerdict.Allowed:
                return true;
            case LimitVerdict.Refused:
                Fail(connection, "RateLimitExceeded", "Rate limit exceeded", null);
                return false;
            default:
                connection.Close(CloseCode.RateLimited, "Rate limit exceeded");
                return false;
        }
    }

    private void Select(ClientConnection connection, AgentSocket socket, string chat)
    {
        if (ChatRoom(socket, chat) is not { } room)
        {
            Fail(connection, "BadRequest", "Invalid payload for select_chat", "chat_id has characters that a chat cannot have");
            return;
        }

        lock (socket)
        {
            var before = socket.ChatRoom;
            socket.ChatRoom = room;
            if (before is not null && before != room)
            {
                hub.Leave(connection, before);
                if (_holds)
                {
                    held.Abandon(connection, socket, before);
                }
            }

            if (!held.IsReturning(connection, room))
            {
                hub.Join(connection, room);
            }
        }

        socket.Session.SelectedChat = chat;
        sessions.Selected(socket.Session);
    }
}
