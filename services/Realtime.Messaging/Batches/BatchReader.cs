using System.Buffers.Binary;
using System.Text;

namespace Realtime.Messaging.Batches;

/// <summary>
/// Reads a packed batch without copying. Input that is no batch gives no entries and <see cref="IsMalformed"/>; it never throws.
/// <code>
/// var reader = new BatchReader(body);
/// while (reader.TryRead(out var entry)) { ... }
/// if (reader.IsMalformed) { ... }
/// </code>
/// </summary>
public struct BatchReader
{
    private const int SmallestEntry = 6;
    private readonly ReadOnlyMemory<byte> _batch;
    private int _at;

    /// <summary>Opens a batch.</summary>
    public BatchReader(ReadOnlyMemory<byte> batch)
    {
        _batch = batch;
        var span = batch.Span;
        if (span.Length < BatchFormat.FixedHeader
            || span[0] != BatchFormat.Magic0
            || span[1] != BatchFormat.Magic1
            || span[2] != BatchFormat.Version)
        {
            IsMalformed = true;
            return;
        }

        var count = BinaryPrimitives.ReadUInt32LittleEndian(span[BatchFormat.CountOffset..]);
        _at = BatchFormat.FixedHeader;
        if (count > (uint)(span.Length / SmallestEntry) || !TryText(ref _at, span.Length, out var origin))
        {
            IsMalformed = true;
            return;
        }

        Count = (int)count;
        Origin = origin;
    }

    /// <summary>Whether the batch broke the format at or before the current position.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Entries that the header promises.</summary>
    public int Count { get; }

    /// <summary>Gateway or service that packed the batch, UTF-8.</summary>
    public ReadOnlyMemory<byte> Origin { get; }

    /// <summary>Entries read so far.</summary>
    public int Position { get; private set; }

    /// <summary>The origin as a string.</summary>
    public readonly string OriginText() => Encoding.UTF8.GetString(Origin.Span);

    /// <summary>How many entries the batch in <paramref name="body"/> promises; 0 when it is none.</summary>
    public static int CountOf(ReadOnlyMemory<byte> body) => new BatchReader(body).Count;

    /// <summary>Reads the next entry; false at the end and at a fault.</summary>
    public bool TryRead(out BatchEntryView entry)
    {
        entry = default;
        if (IsMalformed)
        {
            return false;
        }

        if (_at == _batch.Length)
        {
            IsMalformed = Position != Count;
            return false;
        }

        if (Position == Count || !TryEntry(out entry))
        {
            IsMalformed = true;
            return false;
        }

        Position++;
        return true;
    }

    private bool TryEntry(out BatchEntryView entry)
    {
        entry = default;
        var at = _at;
        if (!TryVarint(ref at, _batch.Length, out var length) || length < 5 || length > (ulong)(_batch.Length - at))
        {
            return false;
        }

        var end = at + (int)length;
        var span = _batch.Span;
        var kind = (EntryKind)span[at++];
        var flags = (EntryFlags)span[at++];
        var fields = BinaryPrimitives.ReadUInt16LittleEndian(span[at..]);
        at += 2;
        if ((fields & ~BatchFormat.AllFields) != 0
            || !TryText(ref at, end, out var target)
            || !TryText(fields, BatchFormat.HasType, ref at, end, out var type)
            || !TryText(fields, BatchFormat.HasMessageId, ref at, end, out var messageId)
            || !TryText(fields, BatchFormat.HasSender, ref at, end, out var sender)
            || !TryNumber(fields, BatchFormat.HasTimestamp, ref at, end, out var timestamp)
            || !TryText(fields, BatchFormat.HasEpoch, ref at, end, out var epoch)
            || !TryNumber(fields, BatchFormat.HasOffset, ref at, end, out var offset)
            || !TryNumber(fields, BatchFormat.HasTtl, ref at, end, out var ttl)
            || ttl is < int.MinValue or > int.MaxValue
            || !TryText(fields, BatchFormat.HasConnection, ref at, end, out var connection)
            || !TryText(fields, BatchFormat.HasTrace, ref at, end, out var trace))
        {
            return false;
        }

        var publisherField = BatchFormat.PublisherField(kind, flags);
        var publisher = publisherField == BatchFormat.HasEpoch ? epoch : publisherField == BatchFormat.HasConnection ? connection : default;
        entry = new BatchEntryView
        {
            Kind = kind,
            Flags = flags,
            Target = target,
            Type = type,
            MessageId = messageId,
            Sender = sender,
            Publisher = publisher,
            Timestamp = timestamp,
            Epoch = publisherField == BatchFormat.HasEpoch ? default : epoch,
            Offset = offset,
            TtlSeconds = (int)ttl,
            Connection = publisherField == BatchFormat.HasConnection ? default : connection,
            Trace = trace,
            Data = _batch[at..end],
        };
        _at = end;
        return true;
    }

    private readonly bool TryText(ushort fields, ushort field, ref int at, int end, out ReadOnlyMemory<byte> text)
    {
        text = default;
        return (fields & field) == 0 || TryText(ref at, end, out text);
    }

    private readonly bool TryText(ref int at, int end, out ReadOnlyMemory<byte> text)
    {
        text = default;
        if (!TryVarint(ref at, end, out var length) || length > (ulong)(end - at))
        {
            return false;
        }

        text = _batch.Slice(at, (int)length);
        at += (int)length;
        return true;
    }

    private readonly bool TryNumber(ushort fields, ushort field, ref int at, int end, out long number)
    {
        number = 0;
        if ((fields & field) == 0)
        {
            return true;
        }

        if (!TryVarint(ref at, end, out var raw))
        {
            return false;
        }

        number = (long)(raw >> 1) ^ -(long)(raw & 1);
        return true;
    }

    private readonly bool TryVarint(ref int at, int end, out ulong value)
    {
        value = 0;
        var span = _batch.Span;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= end)
            {
                return false;
            }

            var next = span[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
