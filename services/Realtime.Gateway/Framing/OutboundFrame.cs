using System.Buffers.Binary;
using System.Text;
using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Framing;

/// <summary>
/// The bytes of one server frame (or of several, one behind the other), built once and shared by every socket that gets it.
/// Reference counted: the creator owns one reference and disposes it after handing the frame out; queues take their own.
/// A forgotten Dispose costs only a pooled buffer. Bytes and Payload must not be touched after the last reference is gone.
/// </summary>
internal sealed class OutboundFrame : IDisposable
{
    private readonly int _offset;
    private readonly int _payloadOffset;
    private byte[] _buffer;
    private int _references = 1;
    private DeflatedFrame? _deflated;

    /// <summary>Takes over a pinned buffer from the pool.</summary>
    internal OutboundFrame(byte[] pooledBuffer, int offset, int payloadOffset, int length, int messages)
    {
        _buffer = pooledBuffer;
        _offset = offset;
        _payloadOffset = payloadOffset;
        Length = length;
        Messages = messages;
    }

    /// <summary>Bytes on the wire.</summary>
    public int Length { get; }

    /// <summary>How many messages the frame stands for; 0 for control frames.</summary>
    public int Messages { get; }

    /// <summary>Set before the frame is handed out, by protocols whose sockets read on from the room's log after <see cref="SlowConsumerPolicy.Hold"/>.</summary>
    public FrameOrigin? Origin { get; set; }

    public int PayloadLength => _offset + Length - _payloadOffset;

    public ReadOnlyMemory<byte> Memory => new(_buffer, _offset, Length);

    public ReadOnlySpan<byte> Bytes => new(_buffer, _offset, Length);

    /// <summary>The payload of a single frame, for transports without WebSocket framing.</summary>
    public ReadOnlySpan<byte> Payload => new(_buffer, _payloadOffset, PayloadLength);

    public Opcode Opcode => (Opcode)(_buffer[_offset] & 0x0F);

    public static OutboundFrame Text(ReadOnlySpan<byte> utf8) => Create(Opcode.Text, utf8, messages: 1);

    public static OutboundFrame Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    public static OutboundFrame Binary(ReadOnlySpan<byte> payload) => Create(Opcode.Binary, payload, messages: 1);

    public static OutboundFrame Ping(ReadOnlySpan<byte> payload = default) => Create(Opcode.Ping, payload, messages: 0);

    public static OutboundFrame Pong(ReadOnlySpan<byte> payload) => Create(Opcode.Pong, payload, messages: 0);

    /// <summary><see cref="CloseCode.NoStatus"/> makes an empty close frame.</summary>
    public static OutboundFrame Close(CloseCode code, string reason)
    {
        if (code is CloseCode.NoStatus or CloseCode.Abnormal)
        {
            return Create(Opcode.Close, [], messages: 0);
        }

        Span<byte> payload = stackalloc byte[125];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Encoding.UTF8.TryGetBytes(reason, payload[2..], out var written);
        return Create(Opcode.Close, payload[..(2 + written)], messages: 0);
    }

    /// <summary>Bytes that are not a frame: the HTTP answer before the first one.</summary>
    public static OutboundFrame Raw(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var buffer = FrameBufferPool.Rent(first.Length + second.Length);
        first.CopyTo(buffer);
        second.CopyTo(buffer.AsSpan(first.Length));
        return new OutboundFrame(buffer, 0, 0, first.Length + second.Length, 0);
    }

    /// <summary>Several frames in one run of bytes, sent by one call.</summary>
    public static OutboundFrame Join(ReadOnlySpan<OutboundFrame> frames)
    {
        var length = 0;
        var messages = 0;
        foreach (var frame in frames)
        {
            length += frame.Length;
            messages += frame.Messages;
        }

        var buffer = FrameBufferPool.Rent(length);
        var at = 0;
        foreach (var frame in frames)
        {
            frame.Bytes.CopyTo(buffer.AsSpan(at));
            at += frame.Length;
        }

        return new OutboundFrame(buffer, 0, 0, length, messages) { Origin = frames[0].Origin };
    }

    /// <summary>The permessage-deflate form, made at the first call and shared; null when it would not be shorter.</summary>
    public OutboundFrame? GetDeflated()
    {
        var deflated = Volatile.Read(ref _deflated);
        if (deflated is null)
        {
            var made = DeflatedFrame.Of(this);
            deflated = Interlocked.CompareExchange(ref _deflated, made, null) ?? made;
            if (!ReferenceEquals(deflated, made))
            {
                made.Frame?.Release();
            }
        }

        return deflated.Frame;
    }

    internal void AddReference() => Interlocked.Increment(ref _references);

    internal void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        if (left == 0)
        {
            var buffer = _buffer;
            _buffer = null!;
            FrameBufferPool.Return(buffer);
            _deflated?.Frame?.Release();
        }
    }

    public void Dispose() => Release();

    internal static OutboundFrame Create(Opcode opcode, ReadOnlySpan<byte> payload, int messages)
    {
        var header = FrameHeader.LengthFor(payload.Length);
        var buffer = FrameBufferPool.Rent(header + payload.Length);
        FrameHeader.Write(buffer.AsSpan(0, header), (byte)(FrameHeader.Fin | (byte)opcode), payload.Length);
        payload.CopyTo(buffer.AsSpan(header));
        return new OutboundFrame(buffer, 0, header, header + payload.Length, messages);
    }

    private sealed record DeflatedFrame(OutboundFrame? Frame)
    {
        public static DeflatedFrame Of(OutboundFrame frame)
        {
            var deflated = FrameDeflater.TryDeflate(frame);
            deflated?.Origin = frame.Origin;
            return new DeflatedFrame(deflated);
        }
    }
}
