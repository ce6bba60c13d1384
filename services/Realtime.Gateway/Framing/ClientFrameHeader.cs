using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Realtime.Gateway.Framing;

/// <summary>The header of a frame from a client.</summary>
internal readonly struct ClientFrameHeader
{
    public const int MaxLength = 14;

    private ClientFrameHeader(byte first, int headerLength, long payloadLength, uint mask)
    {
        First = first;
        HeaderLength = headerLength;
        PayloadLength = payloadLength;
        Mask = mask;
    }

    public byte First { get; }

    public int HeaderLength { get; }

    public long PayloadLength { get; }

    /// <summary>The masking key as it lies in memory.</summary>
    public uint Mask { get; }

    public Opcode Opcode => (Opcode)(First & 0x0F);

    public bool IsFinal => (First & FrameHeader.Fin) != 0;

    public bool IsCompressed => (First & FrameHeader.Compressed) != 0;

    public bool IsControl => (First & 0x08) != 0;

    /// <summary>
    /// Reads a header; false when bytes are missing. Rules that the first two bytes break are reported as soon as those are there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> data, bool compression, out ClientFrameHeader header, out FrameError error)
    {
        header = default;
        error = FrameError.None;
        if (data.Length < 2)
        {
            return false;
        }

        var first = data[0];
        var length = data[1] & 0x7F;
        error = Check(first, data[1], length, compression);
        if (error != FrameError.None)
        {
            return false;
        }

        var headerLength = length switch { 126 => 8, 127 => 14, _ => 6 };
        if (data.Length < headerLength)
        {
            return false;
        }

        long payloadLength = length;
        if (length == 126)
        {
            payloadLength = BinaryPrimitives.ReadUInt16BigEndian(data[2..]);
            error = payloadLength < 126 ? FrameError.BadLength : FrameError.None;
        }
        else if (length == 127)
        {
            payloadLength = BinaryPrimitives.ReadInt64BigEndian(data[2..]);
            error = payloadLength <= ushort.MaxValue ? FrameError.BadLength : FrameError.None;
        }

        header = new ClientFrameHeader(first, headerLength, payloadLength, Unsafe.ReadUnaligned<uint>(in data[headerLength - 4]));
        return error == FrameError.None;
    }

    private static FrameError Check(byte first, byte second, int length, bool compression)
    {
        var opcode = first & 0x0F;
        var control = (opcode & 0x08) != 0;
        if ((first & 0x30) != 0 || ((first & FrameHeader.Compressed) != 0 && (!compression || control || opcode == (int)Opcode.Continuation)))
        {
            return FrameError.ReservedBits;
        }

        if ((opcode & 0x07) > 2)
        {
            return FrameError.ReservedOpcode;
        }

        if ((second & 0x80) == 0)
        {
            return FrameError.Unmasked;
        }

        if (control && length > 125)
        {
            return FrameError.ControlTooLong;
        }

        return control && (first & FrameHeader.Fin) == 0 ? FrameError.ControlFragmented : FrameError.None;
    }
}
