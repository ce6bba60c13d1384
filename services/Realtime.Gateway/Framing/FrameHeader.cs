using System.Buffers.Binary;

namespace Realtime.Gateway.Framing;

/// <summary>Headers of server frames: FIN set, never masked.</summary>
internal static class FrameHeader
{
    /// <summary>Room that a builder leaves before the payload.</summary>
    public const int MaxLength = 10;

    public const byte Fin = 0x80;
    public const byte Compressed = 0x40;

    public static int LengthFor(int payloadLength) => payloadLength switch
    {
        < 126 => 2,
        <= ushort.MaxValue => 4,
        _ => 10,
    };

    /// <summary>Writes the header so that it ends where the payload begins.</summary>
    public static void Write(Span<byte> header, byte firstByte, int payloadLength)
    {
        header[0] = firstByte;
        switch (header.Length)
        {
            case 2:
                header[1] = (byte)payloadLength;
                break;
            case 4:
                header[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)payloadLength);
                break;
            default:
                header[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)payloadLength);
                break;
        }
    }
}
