using System.Buffers;
using System.IO.Compression;

namespace Realtime.Gateway.Framing;

/// <summary>Inflates one permessage-deflate message. Stops at the limit, whatever the message would become.</summary>
internal static class MessageInflater
{
    private const int FirstBuffer = 4096;

    /// <summary>What a compressor's sync flush leaves out, then an empty last block, so that the stream ends well.</summary>
    private static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xFF, 0xFF, 0x01, 0x00, 0x00, 0xFF, 0xFF];

    /// <summary>On success the caller gives <paramref name="buffer"/> back to the shared pool.</summary>
    public static FrameError TryInflate(ReadOnlySpan<byte> compressed, int maxBytes, out byte[] buffer, out int length)
    {
        var input = ArrayPool<byte>.Shared.Rent(compressed.Length + Tail.Length);
        compressed.CopyTo(input);
        Tail.CopyTo(input.AsSpan(compressed.Length));
        buffer = ArrayPool<byte>.Shared.Rent(Math.Min(maxBytes + 1, FirstBuffer));
        length = 0;
        try
        {
            using var stream = new DeflateStream(new MemoryStream(input, 0, compressed.Length + Tail.Length), CompressionMode.Decompress);
            while (true)
            {
                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, length, maxBytes);
                }

                var read = stream.Read(buffer, length, buffer.Length - length);
                if (read == 0)
                {
                    return FrameError.None;
                }

                length += read;
                if (length > maxBytes)
                {
                    return Fail(FrameError.TooBig, ref buffer);
                }
            }
        }
        catch (InvalidDataException)
        {
            return Fail(FrameError.InvalidCompression, ref buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input);
        }
    }

    private static FrameError Fail(FrameError error, ref byte[] buffer)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        return error;
    }

    private static byte[] Grow(byte[] buffer, int length, int maxBytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)maxBytes + 1, buffer.Length * 2L));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
