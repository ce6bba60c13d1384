namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>One Engine.IO packet as received; <paramref name="Data"/> is without the type character.</summary>
internal readonly record struct EnginePacket(EnginePacketType Type, ReadOnlyMemory<byte> Data, bool IsBinary = false)
{
    /// <summary>Reads a text packet, as it stands in a WebSocket text message or between two separators of a polling body.</summary>
    public static bool TryReadText(ReadOnlyMemory<byte> text, out EnginePacket packet)
    {
        if (text.IsEmpty || text.Span[0] is < (byte)EnginePacketType.Open or > (byte)EnginePacketType.Noop)
        {
            packet = default;
            return false;
        }

        packet = new EnginePacket((EnginePacketType)text.Span[0], text[1..]);
        return true;
    }

    /// <summary>A WebSocket binary message is always a message packet without a type character.</summary>
    public static EnginePacket FromBinary(ReadOnlyMemory<byte> data) => new(EnginePacketType.Message, data, IsBinary: true);
}
