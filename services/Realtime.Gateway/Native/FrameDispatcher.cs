using System.Collections.Frozen;
using System.Text.Unicode;
using Microsoft.Extensions.Options;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Limits;
using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Native;

/// <summary>Reads a client frame and hands it to the handler of its type: one table, no reflection, no document.</summary>
internal sealed class FrameDispatcher(IEnumerable<INativeHandler> handlers, RateLimits limits, IOptions<NativeOptions> options)
{
    private const int LongestType = 64;

    private readonly FrozenDictionary<string, INativeHandler>.AlternateLookup<ReadOnlySpan<char>> _handlers =
        handlers.ToFrozenDictionary(handler => handler.Type, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly int _maxDepth = options.Value.MaxDepth;

    public void Dispatch(NativeSession session, ReadOnlyMemory<byte> payload)
    {
        var result = ClientFrameReader.Read(payload, _maxDepth, out var frame);
        var handler = result == FrameReadResult.Ok ? Find(frame.Type) : null;
        if (handler?.TakesToken != false && !TakeToken(session, frame.MessageId))
        {
            return;
        }

        if (result != FrameReadResult.Ok)
        {
            session.Fail(ErrorCodes.InvalidMessage, "Failed to parse message", frame.MessageId, Explain(result));
        }
        else if (session.Identity is null && handler?.NeedsIdentity != false)
        {
            session.Fail(ErrorCodes.Unauthorized, "Authentication required", frame.MessageId);
        }
        else if (handler is null)
        {
            session.Fail(ErrorCodes.UnsupportedMessage, "Message type not supported", frame.MessageId);
        }
        else
        {
            handler.Handle(session, in frame);
        }
    }

    private bool TakeToken(NativeSession session, string? messageId)
    {
        switch (session.Limits.Take(limits))
        {
            case LimitVerdict.Allowed:
                return true;
            case LimitVerdict.Refused:
                session.Fail(ErrorCodes.RateLimited, "Too many requests", messageId);
                return false;
            default:
                session.Close(Connections.CloseCode.RateLimited, ErrorCodes.RateLimited, "Too many refused messages");
                return false;
        }
    }

    private INativeHandler? Find(ReadOnlySpan<byte> type)
    {
        Span<char> text = stackalloc char[LongestType];
        return type.Length <= LongestType
            && Utf8.ToUtf16(type, text, out _, out var length) == System.Buffers.OperationStatus.Done
            && _handlers.TryGetValue(text[..length], out var handler)
                ? handler
                : null;
    }

    private static string Explain(FrameReadResult result) => result switch
    {
        FrameReadResult.NotAnObject => "A frame is one JSON object",
        FrameReadResult.TypeMissing => "type must be a string",
        FrameReadResult.MessageIdInvalid => "message_id must be a string of 1 to 64 characters",
        FrameReadResult.AckWithoutMessageId => "ack needs a message_id",
        _ => "The frame is not JSON, or nested too deeply",
    };
}
