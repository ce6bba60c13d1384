namespace Realtime.Messaging.Batches;

/// <summary>
/// Layout of a packed batch: <c>'R' 'B'</c>, version, reserved byte, number of entries (u32, little endian), origin (varint length, UTF-8), entries.
/// An entry: varint length of the rest, kind, flags, field bits, target, then the fields whose bit is set in the order of the bits, then data to its end.
/// Text is varint length and UTF-8; numbers are zigzag varints. Readers skip what follows an entry's known fields only by its length, so
/// new fields need a new version. The publisher is no new field: it travels in one that entries of its kind do not use, and that readers of before pass over.
/// </summary>
internal static class BatchFormat
{
    public const byte Magic0 = (byte)'R';
    public const byte Magic1 = (byte)'B';
    public const byte Version = 1;
    public const int FixedHeader = 8;
    public const int CountOffset = 4;

    public const ushort HasType = 1;
    public const ushort HasMessageId = 2;
    public const ushort HasSender = 4;
    public const ushort HasTimestamp = 8;
    public const ushort HasEpoch = 16;
    public const ushort HasOffset = 32;
    public const ushort HasTtl = 64;
    public const ushort HasConnection = 128;
    public const ushort HasTrace = 256;
    public const ushort AllFields = 511;

    public const int MaxVarint = 10;

    /// <summary>Which field carries the publisher of such an entry; 0 where there is none.</summary>
    public static ushort PublisherField(EntryKind kind, EntryFlags flags) => kind switch
    {
        EntryKind.RoomPublish or EntryKind.UserMessage or EntryKind.DrainItem or EntryKind.Acknowledge or EntryKind.Journey => HasEpoch,
        EntryKind.RoomMessage when (flags & EntryFlags.ExcludeConnection) == 0 => HasConnection,
        _ => 0,
    };
}
