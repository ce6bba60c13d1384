using System.Buffers;
using System.Text.Unicode;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Connections;

/// <summary>Receiving: whole frames are unmasked and handed on where they lie; only what is cut goes through an assembly. One thread at a time.</summary>
internal sealed partial class ClientConnection
{
    private MessageAssembly? _assembly;
    private bool _opened;

    /// <summary>Registers with the hub and tells the adapter. False: refused by the hub, which is shutting down.</summary>
    internal void Open()
    {
        _core.Hub.Add(this);
        lock (_transport)
        {
            ScheduleNext();
        }

        _opened = true;
        if (_core.Logger.IsEnabled(LogLevel.Debug))
        {
            Log.Opened(_core.Logger, Id, Identity?.UserId, Protocol.Name, RequestId);
        }

        try
        {
            Protocol.OnOpened(this);
        }
        catch (Exception exception)
        {
            HandlerFailed(exception);
        }
    }

    /// <summary>Bytes from the peer, in a buffer that may be written to and is the transport's again afterwards.</summary>
    internal void OnReceived(Memory<byte> data)
    {
        _lastReceived = _core.Clock.Now;
        var frames = 0;
        var bytes = data.Length;
        while (!data.IsEmpty && !_failed && !_peerClosed)
        {
            var error = _assembly is null ? TakeWhole(ref data, ref frames) : TakePart(ref data, ref frames);
            if (error != FrameError.None)
            {
                Fail(error);
            }
        }

        _core.Counters.Received(frames, bytes);
    }

    /// <summary>The common case: the frame lies complete in the buffer and is a message of its own, or a control frame.</summary>
    private FrameError TakeWhole(ref Memory<byte> data, ref int frames)
    {
        var span = data.Span;
        if (!ClientFrameHeader.TryRead(span, _deflateWindow != 0, out var header, out var error))
        {
            if (error == FrameError.None)
            {
                (_assembly = new MessageAssembly()).AddToHeader(span, out _);
                data = default;
            }

            return error;
        }

        error = CheckFrame(header, assembled: 0, inMessage: false);
        if (error != FrameError.None)
        {
            return error;
        }

        var whole = header.HeaderLength + header.PayloadLength;
        if (whole > span.Length || !header.IsFinal)
        {
            _assembly = new MessageAssembly();
            _assembly.BeginFrame(header);
            data = data[header.HeaderLength..];
            return TakePart(ref data, ref frames);
        }

        var payload = data[header.HeaderLength..(int)whole];
        FrameMask.Apply(payload.Span, header.Mask);
        data = data[(int)whole..];
        frames++;
        if (header.IsControl)
        {
            return HandleControl(header.Opcode, payload.Span);
        }

        var kind = header.Opcode == Opcode.Text ? MessageKind.Text : MessageKind.Binary;
        if (header.IsCompressed)
        {
            return HandleCompressed(payload.Span, kind);
        }

        if (kind == MessageKind.Text && !Utf8.IsValid(payload.Span))
        {
            return FrameError.InvalidUtf8;
        }

        HandleMessage(payload, kind);
        return FrameError.None;
    }

    private FrameError TakePart(ref Memory<byte> data, ref int frames)
    {
        var assembly = _assembly!;
        if (!assembly.InFrame)
        {
            var bytes = assembly.AddToHeader(data.Span, out var taken);
            if (!ClientFrameHeader.TryRead(bytes, _deflateWindow != 0, out var header, out var error))
            {
                data = data[taken..];
                return error;
            }

            error = CheckFrame(header, assembly.Length, assembly.InMessage);
            if (error != FrameError.None)
            {
                return error;
            }

            data = data[(taken - assembly.FinishHeader(header.HeaderLength))..];
            assembly.BeginFrame(header);
        }

        if (!assembly.AddPayload(data.Span, out var added))
        {
            return FrameError.InvalidUtf8;
        }

        data = data[added..];
        if (!assembly.IsFrameComplete)
        {
            return FrameError.None;
        }

        frames++;
        return FinishFrame(assembly);
    }

    private FrameError FinishFrame(MessageAssembly assembly)
    {
        assembly.EndFrame();
        var error = FrameError.None;
        if (assembly.Frame.IsControl)
        {
            error = HandleControl(assembly.Frame.Opcode, assembly.Control);
        }
        else if (assembly.Frame.IsFinal)
        {
            error = assembly.IsCompressed ? HandleCompressed(assembly.Message.Span, assembly.Kind)
                : assembly.IsTextComplete ? HandleMessage(assembly.Message, assembly.Kind)
                : FrameError.InvalidUtf8;
            assembly.EndMessage();
        }

        if (assembly.IsIdle)
        {
            ReleaseAssembly();
        }

        return error;
    }

    private FrameError CheckFrame(in ClientFrameHeader header, int assembled, bool inMessage)
    {
        if (header.IsControl)
        {
            return FrameError.None;
        }

        if (inMessage != (header.Opcode == Opcode.Continuation))
        {
            return inMessage ? FrameError.ContinuationExpected : FrameError.UnexpectedContinuation;
        }

        return assembled + header.PayloadLength > _settings.MaxMessageBytes ? FrameError.TooBig : FrameError.None;
    }

    private FrameError HandleMessage(ReadOnlyMemory<byte> payload, MessageKind kind)
    {
        if (_state != ConnectionState.Open)
        {
            return FrameError.None;
        }

        try
        {
            Protocol.OnMessage(this, payload, kind);
        }
        catch (Exception exception)
        {
            HandlerFailed(exception);
        }

        return FrameError.None;
    }

    private FrameError HandleCompressed(ReadOnlySpan<byte> payload, MessageKind kind)
    {
        var error = MessageInflater.TryInflate(payload, _settings.MaxMessageBytes, out var buffer, out var length);
        if (error != FrameError.None)
        {
            return error;
        }

        try
        {
            return kind == MessageKind.Text && !Utf8.IsValid(buffer.AsSpan(0, length))
                ? FrameError.InvalidUtf8
                : HandleMessage(buffer.AsMemory(0, length), kind);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private FrameError HandleControl(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        switch (opcode)
        {
            case Opcode.Ping:
                using (var pong = OutboundFrame.Pong(payload))
                {
                    TrySend(pong);
                }

                return FrameError.None;
            case Opcode.Pong:
                HandlePong(payload);
                return FrameError.None;
            default:
                return HandleClose(payload);
        }
    }

    private FrameError HandleClose(ReadOnlySpan<byte> payload)
    {
        if (!PeerClose.TryRead(payload, out var code, out var reason))
        {
            return FrameError.InvalidClose;
        }

        if (reason is null)
        {
            return FrameError.InvalidUtf8;
        }

        lock (_transport)
        {
            _peerClosed = true;
            if (!CloseLocked(code, reason, null, byPeer: true) && _queue.Count == 0)
            {
                AfterCloseSent();
            }
        }

        return FrameError.None;
    }

    private void Fail(FrameError error)
    {
        var (code, reason) = FrameErrorClose.For(error);
        _failed = true;
        lock (_transport)
        {
            if (!CloseLocked(code, reason, null, byPeer: false) && _queue.Count == 0)
            {
                AfterCloseSent();
            }
        }
    }

    private void HandlerFailed(Exception exception)
    {
        _core.Counters.HandlerFault();
        Log.HandlerFailed(_core.Logger, exception, Protocol.Name, Id);
        var answered = false;
        try
        {
            answered = Protocol.OnHandlerException(this, exception);
        }
        catch (Exception second)
        {
            Log.HandlerFailed(_core.Logger, second, Protocol.Name, Id);
        }

        if (!answered)
        {
            Close(CloseCode.InternalError, "Internal error");
        }
    }

    private void ReleaseAssembly()
    {
        _assembly?.Release();
        _assembly = null;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A {Protocol} handler failed on connection {ConnectionId}.", EventName = "HandlerFailed")]
        public static partial void HandlerFailed(ILogger logger, Exception exception, string protocol, string connectionId);

        [LoggerMessage(2, LogLevel.Debug, "Connection {ConnectionId} of user {UserId} opened over {Protocol} (request {RequestId}).", EventName = "ConnectionOpened")]
        public static partial void Opened(ILogger logger, string connectionId, string? userId, string protocol, string requestId);

        [LoggerMessage(3, LogLevel.Debug, "Connection {ConnectionId} of user {UserId} ended with {CloseCode}, by the peer: {ByPeer} (request {RequestId}).", EventName = "ConnectionEnded")]
        public static partial void Ended(ILogger logger, string connectionId, string? userId, int closeCode, bool byPeer, string requestId);
    }
}
