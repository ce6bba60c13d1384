namespace Realtime.Gateway.Connections;

/// <summary>RFC 6455 codes and ours. 1001, 1011, 4408, 4411: reconnect. 4401, 4402, 4403: not without a new token or a person.</summary>
internal enum CloseCode
{
    Normal = 1000,
    GoingAway = 1001,
    ProtocolError = 1002,
    UnsupportedData = 1003,

    /// <summary>Never on the wire: the peer's close frame had no code.</summary>
    NoStatus = 1005,

    /// <summary>Never on the wire: the connection ended without a close frame.</summary>
    Abnormal = 1006,
    InvalidPayload = 1007,
    PolicyViolation = 1008,
    MessageTooBig = 1009,
    InternalError = 1011,
    BadRequest = 4400,
    Unauthenticated = 4401,
    SessionReplaced = 4402,
    Forbidden = 4403,
    HeartbeatMissed = 4408,
    TooManyErrors = 4410,
    TooSlow = 4411,
    RateLimited = 4429,
}
