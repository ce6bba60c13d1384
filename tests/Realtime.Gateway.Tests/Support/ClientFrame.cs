using System.Buffers.Binary;
using System.Text;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Tests.Support;

/// <summary>Builds client frames, right and wrong ones.</summary>
internal static class ClientFrame
{
    private static readonly byte[] DefaultMask = [0x37, 0xFA, 0x21, 0x3D];

    public static byte[] Text(string text, bool final = true) => Build(Opcode.Text, Encoding.UTF8.GetBytes(text), final);

    public static byte[] Binary(byte[] payload, bool final = true) => Build(Opcode.Binary, payload, final);

    public static byte[] Continue(string text, bool final = true) => Build(Opcode.Continuation, Encoding.UTF8.GetBytes(text), final);

    public static byte[] Ping(string text = "") => Build(Opcode.Ping, Encoding.UTF8.GetBytes(text));

    public static byte[] Pong(string text = "") => Build(Opcode.Pong, Encoding.UTF8.GetBytes(text));

    public static byte[] Close(int? code = null, string reason = "")
    {
        var payload = code is { } value ? [(byte)(value >> 8), (byte)value, .. Encoding.UTF8.GetBytes(reason)] : Array.Empty<byte>();
        return Build(Opcode.Close, payload);
    }

    public static byte[] Build(Opcode opcode, byte[] payload, bool final = true, int reserved = 0, byte[]? mask = null, bool masked = true, int? lengthBytes = null)
    {
        mask ??= DefaultMask;
        var form = lengthBytes ?? payload.Length switch { < 126 => 0, <= 65535 => 2, _ => 8 };
        var frame = new List<byte> { (byte)((final ? 0x80 : 0) | (reserved << 4) | (byte)opcode) };
        var flag = masked ? 0x80 : 0;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
        frame.Add((byte)(flag | (form switch { 0 => payload.Length, 2 => 126, _ => 127 })));
        frame.AddRange(form switch { 0 => [], 2 => length[6..], _ => length });
        if (masked)
        {
            frame.AddRange(mask);
        }

        for (var i = 0; i < payload.Length; i++)
        {
            frame.Add(masked ? (byte)(payload[i] ^ mask[i & 3]) : payload[i]);
        }

        return [.. frame];
    }
}
