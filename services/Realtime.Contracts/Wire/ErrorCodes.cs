namespace Realtime.Contracts.Wire;

/// <summary>Values of <c>data.code</c> in native error frames and of <c>code</c> in problem details (docs/protocol.md, section 2).</summary>
public static class ErrorCodes
{
    /// <summary>The frame could not be parsed, or its envelope is wrong.</summary>
    public const string InvalidMessage = "invalid_message";

    /// <summary>The authentication data is malformed.</summary>
    public const string InvalidAuth = "invalid_auth";

    /// <summary>No identity.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The identity lacks the right.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>No handler for this type.</summary>
    public const string UnsupportedMessage = "unsupported_message";

    /// <summary>The data of the message is wrong.</summary>
    public const string ProcessingError = "processing_error";

    /// <summary>Too many messages.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The message is larger than allowed.</summary>
    public const string MessageTooLarge = "message_too_large";

    /// <summary>The connection is in too many rooms, or the room is full.</summary>
    public const string RoomLimit = "room_limit";

    /// <summary>No such thing.</summary>
    public const string NotFound = "not_found";

    /// <summary>A dependency is down; nothing was accepted.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The connection is about to be closed.</summary>
    public const string ConnectionClosed = "connection_closed";
}
