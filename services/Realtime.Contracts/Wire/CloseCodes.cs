namespace Realtime.Contracts.Wire;

/// <summary>WebSocket close codes of Realtime (docs/protocol.md, section 2). Before any 4xxx close comes one error frame.</summary>
public static class CloseCodes
{
    /// <summary>Normal end.</summary>
    public const ushort Normal = 1000;

    /// <summary>The gateway drains; reconnect.</summary>
    public const ushort GoingAway = 1001;

    /// <summary>RFC 6455 was violated.</summary>
    public const ushort ProtocolError = 1002;

    /// <summary>A text message was not UTF-8.</summary>
    public const ushort InvalidPayload = 1007;

    /// <summary>A message was larger than the endpoint allows.</summary>
    public const ushort TooLarge = 1009;

    /// <summary>Server fault; reconnect.</summary>
    public const ushort InternalError = 1011;

    /// <summary>The request made no sense.</summary>
    public const ushort BadRequest = 4400;

    /// <summary>Not authenticated in time, expired or revoked; a new token is needed.</summary>
    public const ushort Unauthenticated = 4401;

    /// <summary>A newer socket took over the exclusive session.</summary>
    public const ushort SessionReplaced = 4402;

    /// <summary>Not allowed, or disconnected by an administrator.</summary>
    public const ushort Forbidden = 4403;

    /// <summary>The heartbeat was missed; reconnect.</summary>
    public const ushort HeartbeatMissed = 4408;

    /// <summary>The error threshold was reached.</summary>
    public const ushort TooManyErrors = 4410;

    /// <summary>The reader was too slow; reconnect.</summary>
    public const ushort TooSlow = 4411;

    /// <summary>Too many refused messages.</summary>
    public const ushort RateLimited = 4429;
}
