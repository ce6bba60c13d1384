using System.Buffers;

namespace Realtime.Gateway.Framing;

/// <summary>
/// Writes a payload straight into a frame's buffer: hand it to a Utf8JsonWriter, then call <see cref="BuildText"/>. The header goes in front at the end.
/// </summary>
internal sealed class FrameBuilder : IBufferWriter<byte>, IDisposable
{
    private byte[]? _buffer;
    private int _end = FrameHeader.MaxLength;
    private bool _frozen;

    public FrameBuilder(int sizeHint = 502) => _buffer = FrameBufferPool.Rent(FrameHeader.MaxLength + sizeHint);

    public int PayloadLength => _end - FrameHeader.MaxLength;

    public void Advance(int count) => _end += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_end);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_frozen)
        {
            return;
        }

        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    public OutboundFrame BuildText() => Build((byte)(FrameHeader.Fin | (byte)Opcode.Text), messages: 1);

    public OutboundFrame BuildBinary() => Build((byte)(FrameHeader.Fin | (byte)Opcode.Binary), messages: 1);

    /// <summary>Gives the buffer back when no frame was built.</summary>
    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = null;
        if (buffer is not null)
        {
            FrameBufferPool.Return(buffer);
        }
    }

    internal OutboundFrame Build(byte firstByte, int messages)
    {
        var buffer = _buffer ?? throw new ObjectDisposedException(nameof(FrameBuilder));
        var header = FrameHeader.LengthFor(PayloadLength);
        var offset = FrameHeader.MaxLength - header;
        FrameHeader.Write(buffer.AsSpan(offset, header), firstByte, PayloadLength);
        _buffer = null;
        return new OutboundFrame(buffer, offset, FrameHeader.MaxLength, _end - offset, messages);
    }

    /// <summary>Ignores what is appended from now on (a compressor's epilogue).</summary>
    internal void Freeze() => _frozen = true;

    internal void Trim(int bytes) => _end -= bytes;

    private void Reserve(int size)
    {
        var buffer = _buffer ?? throw new ObjectDisposedException(nameof(FrameBuilder));
        if (buffer.Length - _end >= size)
        {
            return;
        }

        var larger = FrameBufferPool.Rent(Math.Max(buffer.Length * 2, _end + size));
        buffer.AsSpan(0, _end).CopyTo(larger);
        _buffer = larger;
        FrameBufferPool.Return(buffer);
    }
}
