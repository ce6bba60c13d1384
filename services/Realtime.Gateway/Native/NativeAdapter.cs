using System.Text.Unicode;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Limits;
using Realtime.Gateway.Native.Frames;
using Realtime.Gateway.Protocol;
using Realtime.ServiceDefaults.Flags;

namespace Realtime.Gateway.Native;

/// <summary>The native protocol on <c>/ws/connect</c> (docs/protocol.md, section 2).</summary>
internal sealed class NativeAdapter(
    NativeRuntime runtime,
    FrameDispatcher dispatcher,
    ConnectionAuthenticator authenticator,
    SessionAuthenticator sessions,
    SessionExpiry expiry,
    RoomSubscriptions subscriptions,
    Acknowledgements acknowledgements,
    DurableSpans spans,
    RateLimits limits,
    TrafficMetrics metrics,
    IFeatureFlags flags,
    IOptions<NativeOptions> options,
    TimeProvider time) : IProtocolAdapter
{
    public const string ProtocolName = "native";
    public const string Path = "/ws/connect";
    public const string Subprotocol = "realtime.v1";
    private const int MaxDeviceLength = 200;

    public string Name => ProtocolName;

    public EndpointSettings Settings { get; } = new()
    {
        MaxMessageBytes = options.Value.MaxMessageBytes,
        PingInterval = options.Value.PingInterval,
        IdleTimeout = options.Value.IdleTimeout,
        SlowConsumer = options.Value.SlowConsumer,
        MaxQueuedBytes = options.Value.MaxQueuedBytes,
        MaxQueuedFrames = options.Value.MaxQueuedFrames,
        Compression = options.Value.Compression,
    };

    private EndpointSettings? SettingsWithoutConflation =>
        Settings.SlowConsumer == SlowConsumerPolicy.Conflate ? field ??= Settings with { SlowConsumer = SlowConsumerPolicy.Disconnect } : null;

    public bool TryMatch(UpgradeRequest request) => request.Path == Path;

    public async ValueTask<UpgradeDecision> AuthorizeAsync(UpgradeRequest request, CancellationToken cancellationToken)
    {
        var offered = request.GetSubprotocols();
        var speaks = offered.Contains(Subprotocol);
        ConnectionIdentity? identity = null;
        if (TokenSources.Find(request, offered) is { } token)
        {
            identity = (await authenticator.AuthenticateAsync(token, cancellationToken)).Identity;
            metrics.Authentication("upgrade", identity is not null);
        }

        if (identity is null && options.Value.RequireTokenAtUpgrade)
        {
            return UpgradeDecision.Refuse(StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "Unauthorized");
        }

        var deviceId = request.GetQuery("device");
        if (deviceId is not null && !DeviceIds.IsValid(deviceId))
        {
            return UpgradeDecision.Refuse(StatusCodes.Status400BadRequest, ErrorCodes.InvalidMessage, $"'device' must have 1 to {DeviceIds.MaxLength} letters, digits, dots, dashes or underscores.");
        }

        var subject = identity?.UserId ?? request.RequestId;
        var device = request.GetHeader("User-Agent");
        var session = new NativeSession(runtime)
        {
            AcknowledgesExplicitly = speaks,
            DeviceId = deviceId,
            IsReceivedWhenWritten = !speaks && !flags.IsEnabled(FeatureFlagNames.PongReceipts, subject),
            Device = device?.Length > MaxDeviceLength ? device[..MaxDeviceLength] : device,
        };
        var settings = SettingsWithoutConflation is { } plain && !flags.IsEnabled(FeatureFlagNames.Conflation, subject) ? plain : null;
        return UpgradeDecision.Accept(speaks ? Subprotocol : TokenSources.FindSubprotocol(offered), identity, session, settings);
    }

    public void OnOpened(ClientConnection connection)
    {
        var session = SessionOf(connection);
        session.Open(connection);
        session.Limits.Address = limits.Addresses.Acquire(connection.RemoteAddress.ToString(), 0);
        if (session.AcknowledgesExplicitly)
        {
            session.Send(runtime.Frames.Welcome(connection.Id, connection.Identity?.UserId, Settings.PingInterval, Settings.MaxMessageBytes));
        }

        if (connection.Identity is { } identity)
        {
            sessions.Begin(session, identity);
        }
        else
        {
            expiry.AwaitAuthentication(session);
        }
    }

    public void OnMessage(ClientConnection connection, ReadOnlyMemory<byte> payload, MessageKind kind)
    {
        var session = SessionOf(connection);
        if (kind == MessageKind.Binary && !Utf8.IsValid(payload.Span))
        {
            // Text frames are checked by the core; what comes in here goes out as text.
            payload = default;
        }

        if (!session.Gate.TryHold(payload.Span, out var overflow))
        {
            dispatcher.Dispatch(session, payload);
        }
        else if (overflow)
        {
            session.Fail(ErrorCodes.RateLimited, "Too many requests", null);
        }
    }

    public void OnClosed(ClientConnection connection, CloseInfo close)
    {
        var session = SessionOf(connection);
        subscriptions.Abandon(connection);
        session.Drain = null;
        sessions.End(session);
        if (session.Limits.Address is { } bucket)
        {
            session.Limits.Address = null;
            limits.Addresses.Release(connection.RemoteAddress.ToString(), bucket);
        }
    }

    public void OnReceipt(ClientConnection connection, long receipt)
    {
        var session = SessionOf(connection);
        if (session.Receipts?.Take(receipt) is { Count: > 0 } proven)
        {
            acknowledgements.Add(session.UserId, session.DeviceId, proven);
            spans.Received(connection.Id, [.. proven.Select(static receipt => receipt.MessageId)], "pong");
        }
    }

    public void OnDraining(ClientConnection connection, TimeSpan closesIn) =>
        SessionOf(connection).Send(runtime.Frames.ServerDraining(closesIn + TimeSpan.FromMilliseconds(Random.Shared.Next(1_000))));

    public OutboundFrame? Encode(RoomMessage message) => MessageEncoder.Encode(message, time);

    public OutboundFrame? EncodeClosing(ClientConnection connection, CloseCode code, string reason) =>
        (int)code < 4000 ? null : runtime.Frames.Error(CodeOf(code), reason, null);

    public OutboundFrame? EncodeDropped(ClientConnection connection, long dropped) => runtime.Frames.MessagesDropped(dropped);

    public bool OnHandlerException(ClientConnection connection, Exception exception)
    {
        SessionOf(connection).Fail(ErrorCodes.ProcessingError, "Failed to process message", null);
        return true;
    }

    internal static NativeSession SessionOf(ClientConnection connection) => (NativeSession)connection.State!;

    private static string CodeOf(CloseCode code) => code switch
    {
        CloseCode.Unauthenticated => ErrorCodes.Unauthorized,
        CloseCode.Forbidden => ErrorCodes.Forbidden,
        CloseCode.RateLimited => ErrorCodes.RateLimited,
        _ => ErrorCodes.ConnectionClosed,
    };
}
