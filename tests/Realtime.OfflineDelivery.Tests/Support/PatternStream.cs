using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Realtime.OfflineDelivery.Tests.Support;

/// <summary>A file of any size that takes no memory: each eight bytes are their own number.</summary>
internal sealed class PatternStream(long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public static byte[] Bytes(long length)
    {
        using var copy = new MemoryStream();
        new PatternStream(length).CopyTo(copy);
        return copy.ToArray();
    }

    public static string Sha256(long length) => Convert.ToHexStringLower(SHA256.HashData(new PatternStream(length)));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _position);
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i < count;)
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, _position / 8 * 0x9E3779B9);
            var from = (int)(_position % 8);
            var part = Math.Min(8 - from, count - i);
            word.Slice(from, part).CopyTo(buffer[i..]);
            i += part;
            _position += part;
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin origin) => _position = origin == SeekOrigin.Begin ? offset : origin == SeekOrigin.Current ? _position + offset : length + offset;

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
