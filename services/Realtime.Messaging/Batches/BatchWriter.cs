using System.Buffers.Binary;
using System.Text;

namespace Realtime.Messaging.Batches;

/// <summary>Writes a packed batch into a pooled buffer. Not thread-safe.</summary>
public sealed class BatchWriter : IDisposable
{
    private readonly PooledBuffer _buffer;
    private uint _count;

    /// <summary>Starts a batch from <paramref name="origin"/>, a gateway or service id.</summary>
    public BatchWriter(string origin, int initialCapacity = 2048)
    {
        _buffer = new PooledBuffer(initialCapacity);
        var header = _buffer.GetSpan(BatchFormat.FixedHeader);
        header[0] = BatchFormat.Magic0;
        header[1] = BatchFormat.Magic1;
        header[2] = BatchFormat.Version;
        header[3] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(header[BatchFormat.CountOffset..], 0);
        _buffer.Advance(BatchFormat.FixedHeader);
        var span = _buffer.GetSpan(BatchFormat.MaxVarint + Encoding.UTF8.GetMaxByteCount(origin.Length));
        var at = 0;
        PutText(span, ref at, origin);
        _buffer.Advance(at);
    }

    /// <summary>Entries written.</summary>
    public int Count => (int)_count;

    /// <summary>Bytes written.</summary>
    public int Length => _buffer.Length;

    /// <summary>The batch as it stands; valid until the next write or dispose.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.WrittenMemory;

    /// <summary>Appends an entry.</summary>
    public void Write(in BatchEntry entry)
    {
        var publisherField = BatchFormat.PublisherField(entry.Kind, entry.Flags);
        var epoch = publisherField == BatchFormat.HasEpoch ? entry.Publisher : entry.Epoch;
        var connection = publisherField == BatchFormat.HasConnection ? entry.Publisher : entry.Connection;

        // The length prefix takes a fixed four-byte varint so that the entry is written once, in place.
        var span = _buffer.GetSpan(MaxSize(entry));
        var at = 4;
        span[at++] = (byte)entry.Kind;
        span[at++] = (byte)entry.Flags;
        var fields = Fields(entry, epoch, connection);
        BinaryPrimitives.WriteUInt16LittleEndian(span[at..], fields);
        at += 2;
        PutText(span, ref at, entry.Target);
        PutOptional(span, ref at, entry.Type);
        PutOptional(span, ref at, entry.MessageId);
        PutOptional(span, ref at, entry.Sender);
        PutOptional(span, ref at, entry.Timestamp);
        PutOptional(span, ref at, epoch);
        PutOptional(span, ref at, entry.Offset);
        PutOptional(span, ref at, entry.TtlSeconds);
        PutOptional(span, ref at, connection);
        PutOptional(span, ref at, entry.Trace);
        entry.Data.Span.CopyTo(span[at..]);
        at += entry.Data.Length;
        PutLength(span, at - 4);
        _buffer.Advance(at);
        _count++;
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.WrittenSpan[BatchFormat.CountOffset..], _count);
    }

    /// <inheritdoc />
    public void Dispose() => _buffer.Dispose();

    /// <summary>Largest number of bytes that <paramref name="entry"/> can take.</summary>
    internal static int MaxSize(in BatchEntry entry) =>
        128 + entry.Data.Length
        + Encoding.UTF8.GetMaxByteCount(
            entry.Target.Length + Size(entry.Type) + Size(entry.MessageId) + Size(entry.Sender)
            + Size(entry.Publisher) + Size(entry.Epoch) + Size(entry.Connection) + Size(entry.Trace));

    private static int Size(string? text) => text?.Length ?? 0;

    private static ushort Fields(in BatchEntry entry, string? epoch, string? connection) => (ushort)(
        (Size(entry.Type) > 0 ? BatchFormat.HasType : 0)
        | (Size(entry.MessageId) > 0 ? BatchFormat.HasMessageId : 0)
        | (Size(entry.Sender) > 0 ? BatchFormat.HasSender : 0)
        | (entry.Timestamp != 0 ? BatchFormat.HasTimestamp : 0)
        | (Size(epoch) > 0 ? BatchFormat.HasEpoch : 0)
        | (entry.Offset != 0 ? BatchFormat.HasOffset : 0)
        | (entry.TtlSeconds != 0 ? BatchFormat.HasTtl : 0)
        | (Size(connection) > 0 ? BatchFormat.HasConnection : 0)
        | (Size(entry.Trace) > 0 ? BatchFormat.HasTrace : 0));

    private static void PutLength(Span<byte> span, int length)
    {
        if (length >= 1 << 28)
        {
            throw new ArgumentException("An entry is at most 256 MiB.");
        }

        span[0] = (byte)(length | 0x80);
        span[1] = (byte)((length >> 7) | 0x80);
        span[2] = (byte)((length >> 14) | 0x80);
        span[3] = (byte)(length >> 21);
    }

    private static void PutOptional(Span<byte> span, ref int at, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            PutText(span, ref at, text);
        }
    }

    private static void PutOptional(Span<byte> span, ref int at, long number)
    {
        if (number != 0)
        {
            PutVarint(span, ref at, (ulong)((number << 1) ^ (number >> 63)));
        }
    }

    private static void PutText(Span<byte> span, ref int at, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        PutVarint(span, ref at, (ulong)length);
        at += Encoding.UTF8.GetBytes(text, span[at..]);
    }

    private static void PutVarint(Span<byte> span, ref int at, ulong value)
    {
        while (value >= 0x80)
        {
            span[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[at++] = (byte)value;
    }
}
