using Microsoft.Extensions.Options;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Limits;
using Realtime.Gateway.Protocol;
using Realtime.ServiceDefaults.Flags;

namespace Realtime.Gateway.TaskChat;

/// <summary>The task chat on <c>/api/task-chat</c>: init, say, be answered (docs/protocol.md, section 4).</summary>
internal sealed class TaskChatAdapter(
    TaskChatRuntime runtime,
    ConnectionAuthenticator authenticator,
    ConnectionHub hub,
    RateLimits limits,
    IFeatureFlags flags,
    IOptions<TaskChatOptions> options) : IProtocolAdapter
{
    public const string ProtocolName = "task-chat";
    public const string Path = "/api/task-chat";

    private const string JsonType = "application/json; charset=utf-8";

    private static readonly byte[] Unavailable = """{"error":"Service temporarily unavailable"}"""u8.ToArray();
    private static readonly byte[] NotFound = """{"error":"Not found"}"""u8.ToArray();
    private static readonly byte[] Unauthorized = """{"error":"Unauthorized"}"""u8.ToArray();

    public string Name => ProtocolName;

    /// <summary>The server sends no pings: whoever is silent is gone.</summary>
    public EndpointSettings Settings { get; } = new()
    {
        MaxMessageBytes = options.Value.MaxMessageBytes,
        PingInterval = null,
        IdleTimeout = options.Value.Silence,
        IdleCloseCode = CloseCode.ProtocolError,
        Compression = false,
        DrainCloseCode = CloseCode.Normal,
    };

    public bool TryMatch(UpgradeRequest request) => request.Path == Path;

    public async ValueTask<UpgradeDecision> AuthorizeAsync(UpgradeRequest request, CancellationToken cancellationToken)
    {
        var outcome = await TaskChatAuth.AuthenticateAsync(request, authenticator, cancellationToken);
        if (outcome.Identity is { } identity)
        {
            if (!flags.IsEnabled(FeatureFlagNames.TaskChat, identity.UserId))
            {
                return UpgradeDecision.RefuseWith(StatusCodes.Status404NotFound, NotFound, JsonType);
            }

            return UpgradeDecision.Accept(null, identity, new TaskChatSession(runtime, identity.UserId, new SocketLimits(limits)));
        }

        // One answer for every fault of the client's: nobody learns from it what was wrong.
        return outcome.Unavailable
            ? UpgradeDecision.RefuseWith(StatusCodes.Status503ServiceUnavailable, Unavailable, JsonType)
            : UpgradeDecision.RefuseWith(StatusCodes.Status401Unauthorized, Unauthorized, JsonType);
    }

    public void OnOpened(ClientConnection connection)
    {
        var session = SessionOf(connection);
        session.Connection = connection;
        session.Limits.Open(connection);
        session.User = session.Limits.Join(session.UserId);
        if (session.User is null)
        {
            connection.Close(CloseCode.RateLimited, "Too many connections of this user");
            return;
        }

        hub.BindUser(connection, session.UserId);
    }

    public void OnMessage(ClientConnection connection, ReadOnlyMemory<byte> payload, MessageKind kind)
    {
        var session = SessionOf(connection);
        switch (session.Limits.Take(session.User))
        {
            case LimitVerdict.Refused:
                session.Send(TaskChatFrames.Failed());
                return;
            case LimitVerdict.Flooding:
                connection.Close(CloseCode.RateLimited, "Rate limit exceeded");
                return;
        }

        if (!session.TryTake(TaskChatMessage.Read(payload)))
        {
            connection.Close(CloseCode.RateLimited, "Too many frames wait");
        }
    }

    public void OnClosed(ClientConnection connection, CloseInfo close) => SessionOf(connection).Close();

    /// <summary>A conversation is its socket's own: neither rooms nor direct messages come here.</summary>
    public OutboundFrame? Encode(RoomMessage message) => null;

    public OutboundFrame? EncodeClosing(ClientConnection connection, CloseCode code, string reason) => code >= CloseCode.BadRequest ? TaskChatFrames.Failed() : null;

    public bool OnHandlerException(ClientConnection connection, Exception exception)
    {
        SessionOf(connection).Send(TaskChatFrames.Failed());
        return true;
    }

    private static TaskChatSession SessionOf(ClientConnection connection) => (TaskChatSession)connection.State!;
}
