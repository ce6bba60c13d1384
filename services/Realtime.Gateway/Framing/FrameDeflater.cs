using System.IO.Compression;

namespace Realtime.Gateway.Framing;

/// <summary>Makes the permessage-deflate form of a frame (RFC 7692, no context takeover: each message stands alone, so sockets can share it).</summary>
internal static class FrameDeflater
{
    /// <summary>Null when the compressed form is not shorter.</summary>
    public static OutboundFrame? TryDeflate(OutboundFrame frame)
    {
        var payload = frame.Payload;
        var builder = new FrameBuilder(payload.Length + 64);
        try
        {
            using (var deflate = new DeflateStream(new BuilderStream(builder), CompressionLevel.Fastest, leaveOpen: true))
            {
                deflate.Write(payload);
                deflate.Flush();
                builder.Freeze();
            }

            // A sync flush ends with 00 00 FF FF, which the extension leaves out.
            builder.Trim(4);
            if (builder.PayloadLength >= payload.Length)
            {
                return null;
            }

            return builder.Build((byte)(FrameHeader.Fin | FrameHeader.Compressed | (byte)frame.Opcode), frame.Messages);
        }
        finally
        {
            builder.Dispose();
        }
    }

    private sealed class BuilderStream(FrameBuilder builder) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => builder.Append(buffer);

        public override void Write(byte[] buffer, int offset, int count) => builder.Append(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
