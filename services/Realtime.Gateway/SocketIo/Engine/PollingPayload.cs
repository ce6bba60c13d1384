using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace Realtime.Gateway.SocketIo.Engine;

/// <summary>The body of a polling request or answer: packets separated by 0x1E, binary ones as <c>b</c> and base64.</summary>
internal static class PollingPayload
{
    public const byte Separator = 0x1E;

    private const byte BinaryMark = (byte)'b';

    public static bool TryRead(ReadOnlyMemory<byte> body, int maxPackets, out List<EnginePacket> packets)
    {
        packets = [];
        if (body.IsEmpty || !Utf8.IsValid(body.Span))
        {
            return false;
        }

        while (true)
        {
            var end = body.Span.IndexOf(Separator);
            var one = end < 0 ? body : body[..end];
            if (packets.Count == maxPackets || !TryReadOne(one, out var packet))
            {
                return false;
            }

            packets.Add(packet);
            if (end < 0)
            {
                return true;
            }

            body = body[(end + 1)..];
        }
    }

    public static void Write(IBufferWriter<byte> output, EngineMessage message)
    {
        var bytes = message.Bytes.Span;
        if (!message.IsBinary)
        {
            output.Write(bytes);
            return;
        }

        var target = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length) + 1);
        target[0] = BinaryMark;
        Base64.EncodeToUtf8(bytes, target[1..], out _, out var written);
        output.Advance(written + 1);
    }

    /// <summary>Bytes that <paramref name="message"/> takes in a body.</summary>
    public static int LengthOf(EngineMessage message) =>
        message.IsBinary ? Base64.GetMaxEncodedToUtf8Length(message.Bytes.Length) + 1 : message.Bytes.Length;

    private static bool TryReadOne(ReadOnlyMemory<byte> one, out EnginePacket packet)
    {
        if (one.IsEmpty || one.Span[0] != BinaryMark)
        {
            return EnginePacket.TryReadText(one, out packet);
        }

        var encoded = one.Span[1..];
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        var status = Base64.DecodeFromUtf8(encoded, decoded, out _, out var written);
        packet = EnginePacket.FromBinary(decoded.AsMemory(0, written));
        return status == OperationStatus.Done;
    }
}
