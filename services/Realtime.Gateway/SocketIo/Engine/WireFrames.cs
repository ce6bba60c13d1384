using System.Buffers.Binary;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>Takes the WebSocket framing off server frames that go out by polling. A frame may be several, one behind the other.</summary>
internal static class WireFrames
{
    private const int ShortLength = 125;
    private const int MediumLength = 126;

    /// <summary>The next frame of a run; <paramref name="bytes"/> moves behind it.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> bytes, out Opcode opcode, out ReadOnlySpan<byte> payload)
    {
        opcode = default;
        payload = default;
        if (bytes.IsEmpty)
        {
            return false;
        }

        opcode = (Opcode)(bytes[0] & 0x0F);
        var length = bytes[1] & 0x7F;
        var header = 2;
        if (length > ShortLength)
        {
            header = length == MediumLength ? 4 : 10;
            length = length == MediumLength ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) : checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]));
        }

        payload = bytes.Slice(header, length);
        bytes = bytes[(header + length)..];
        return true;
    }
}
