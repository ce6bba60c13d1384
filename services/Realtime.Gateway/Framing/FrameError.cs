namespace Realtime.Gateway.Framing;

internal enum FrameError : byte
{
    None,
    ReservedBits,
    ReservedOpcode,
    Unmasked,
    ControlTooLong,
    ControlFragmented,
    UnexpectedContinuation,
    ContinuationExpected,
    BadLength,
    TooBig,
    InvalidUtf8,
    InvalidClose,
    InvalidCompression,
}
