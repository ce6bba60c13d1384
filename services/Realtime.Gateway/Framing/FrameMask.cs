using System.Numerics;
using System.Runtime.InteropServices;

namespace Realtime.Gateway.Framing;

internal static class FrameMask
{
    /// <summary>Removes the mask in place; <paramref name="position"/> is how many bytes of the frame came before.</summary>
    public static void Apply(Span<byte> data, uint mask, long position = 0)
    {
        if (mask == 0)
        {
            return;
        }

        mask = BitConverter.IsLittleEndian
            ? BitOperations.RotateRight(mask, (int)(position & 3) * 8)
            : BitOperations.RotateLeft(mask, (int)(position & 3) * 8);
        var wide = mask | ((ulong)mask << 32);
        if (Vector.IsHardwareAccelerated && data.Length >= Vector<byte>.Count)
        {
            var pattern = Vector.AsVectorByte(new Vector<ulong>(wide));
            var blocks = MemoryMarshal.Cast<byte, Vector<byte>>(data);
            for (var i = 0; i < blocks.Length; i++)
            {
                blocks[i] ^= pattern;
            }

            data = data[(blocks.Length * Vector<byte>.Count)..];
        }

        var words = MemoryMarshal.Cast<byte, ulong>(data);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] ^= wide;
        }

        data = data[(words.Length * sizeof(ulong))..];
        Span<byte> key = stackalloc byte[4];
        MemoryMarshal.Write(key, in mask);
        for (var i = 0; i < data.Length; i++)
        {
            data[i] ^= key[i & 3];
        }
    }
}
