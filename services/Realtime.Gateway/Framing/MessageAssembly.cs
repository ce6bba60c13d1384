using System.Buffers;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Framing;

/// <summary>
/// What has come of a message that is not complete yet: part of a header, part of a frame, earlier fragments. Exists only while there is such a part.
/// </summary>
internal sealed class MessageAssembly
{
    private const int FirstBuffer = 1024;

    private readonly byte[] _header = new byte[ClientFrameHeader.MaxLength];
    private byte[]? _control;
    private byte[] _buffer = [];
    private int _length;
    private int _headerLength;
    private Utf8Checker _utf8;
    private ClientFrameHeader _frame;
    private long _remaining;
    private long _position;

    public bool InFrame { get; private set; }

    /// <summary>A first fragment has come and the final one has not.</summary>
    public bool InMessage { get; private set; }

    public bool HasPartialHeader => _headerLength > 0;

    public bool IsIdle => !InFrame && !InMessage && !HasPartialHeader;

    public ClientFrameHeader Frame => _frame;

    public MessageKind Kind { get; private set; }

    public bool IsCompressed { get; private set; }

    public int Length => _length;

    public ReadOnlyMemory<byte> Message => _buffer.AsMemory(0, _length);

    public ReadOnlySpan<byte> Control => _control.AsSpan(0, (int)_frame.PayloadLength);

    public bool IsTextComplete => Kind != MessageKind.Text || IsCompressed || _utf8.IsComplete;

    /// <summary>Adds bytes to the header; returns those that belong to it as far as known.</summary>
    public ReadOnlySpan<byte> AddToHeader(ReadOnlySpan<byte> data, out int taken)
    {
        taken = Math.Min(data.Length, _header.Length - _headerLength);
        data[..taken].CopyTo(_header.AsSpan(_headerLength));
        _headerLength += taken;
        return _header.AsSpan(0, _headerLength);
    }

    /// <summary>The header is complete; returns how many bytes taken last were not part of it.</summary>
    public int FinishHeader(int headerLength)
    {
        var surplus = _headerLength - headerLength;
        _headerLength = 0;
        return surplus;
    }

    public void BeginFrame(in ClientFrameHeader header)
    {
        _frame = header;
        _remaining = header.PayloadLength;
        _position = 0;
        InFrame = true;
        if (header.IsControl)
        {
            _control ??= new byte[125];
        }
        else if (!InMessage)
        {
            InMessage = true;
            Kind = header.Opcode == Opcode.Text ? MessageKind.Text : MessageKind.Binary;
            IsCompressed = header.IsCompressed;
            _utf8 = default;
            _length = 0;
        }
    }

    /// <summary>Adds payload bytes of the current frame, unmasked on the way. False: not UTF-8.</summary>
    public bool AddPayload(Span<byte> data, out int taken)
    {
        taken = (int)Math.Min(data.Length, _remaining);
        var part = data[..taken];
        FrameMask.Apply(part, _frame.Mask, _position);
        _remaining -= taken;
        if (_frame.IsControl)
        {
            part.CopyTo(_control.AsSpan((int)_position));
            _position += taken;
            return true;
        }

        _position += taken;
        Reserve(taken);
        part.CopyTo(_buffer.AsSpan(_length));
        _length += taken;
        return Kind != MessageKind.Text || IsCompressed || _utf8.Append(part);
    }

    public bool IsFrameComplete => _remaining == 0;

    public void EndFrame() => InFrame = false;

    public void EndMessage()
    {
        InMessage = false;
        _length = 0;
    }

    public void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    /// <summary>Grows with what really came, never with what a header promises.</summary>
    private void Reserve(int more)
    {
        if (_buffer.Length - _length >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBuffer, Math.Max(_buffer.Length * 2, _length + more)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Release();
        _buffer = larger;
    }
}
