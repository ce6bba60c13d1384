using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Framing;

/// <summary>The close that answers each protocol violation.</summary>
internal static class FrameErrorClose
{
    public static (CloseCode Code, string Reason) For(FrameError error) => error switch
    {
        FrameError.TooBig => (CloseCode.MessageTooBig, "Message too large"),
        FrameError.InvalidUtf8 => (CloseCode.InvalidPayload, "Not UTF-8"),
        FrameError.InvalidCompression => (CloseCode.InvalidPayload, "Not deflate data"),
        FrameError.ReservedBits => (CloseCode.ProtocolError, "Reserved bits set"),
        FrameError.ReservedOpcode => (CloseCode.ProtocolError, "Reserved opcode"),
        FrameError.Unmasked => (CloseCode.ProtocolError, "Frame not masked"),
        FrameError.ControlTooLong => (CloseCode.ProtocolError, "Control frame too long"),
        FrameError.ControlFragmented => (CloseCode.ProtocolError, "Control frame fragmented"),
        FrameError.UnexpectedContinuation => (CloseCode.ProtocolError, "Nothing to continue"),
        FrameError.ContinuationExpected => (CloseCode.ProtocolError, "Continuation expected"),
        FrameError.InvalidClose => (CloseCode.ProtocolError, "Invalid close frame"),
        _ => (CloseCode.ProtocolError, "Invalid frame length"),
    };
}
