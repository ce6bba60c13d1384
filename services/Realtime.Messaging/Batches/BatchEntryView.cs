using System.Text;

namespace Realtime.Messaging.Batches;

/// <summary>One entry of a packed batch, as slices of the batch's memory; valid as long as that memory is.</summary>
public readonly struct BatchEntryView
{
    /// <summary>What the entry means; kinds of a later version may be values that are not named here.</summary>
    public EntryKind Kind { get; internal init; }

    /// <summary>Marks.</summary>
    public EntryFlags Flags { get; internal init; }

    /// <summary>A key such as <c>room.chat:1</c> or <c>user.u1</c>, UTF-8.</summary>
    public ReadOnlyMemory<byte> Target { get; internal init; }

    /// <summary>Type that clients see, UTF-8; empty when absent.</summary>
    public ReadOnlyMemory<byte> Type { get; internal init; }

    /// <summary>Identity of the message, UTF-8; empty when absent.</summary>
    public ReadOnlyMemory<byte> MessageId { get; internal init; }

    /// <summary>User who sent it, UTF-8; empty when absent.</summary>
    public ReadOnlyMemory<byte> Sender { get; internal init; }

    /// <summary>Who published it where that is not the sender, UTF-8; empty when absent.</summary>
    public ReadOnlyMemory<byte> Publisher { get; internal init; }

    /// <summary>Unix time in milliseconds.</summary>
    public long Timestamp { get; internal init; }

    /// <summary>Epoch of the room's log, UTF-8; empty when absent.</summary>
    public ReadOnlyMemory<byte> Epoch { get; internal init; }

    /// <summary>Position in the room's log or the user's sequence; 0 when absent.</summary>
    public long Offset { get; internal init; }

    /// <summary>Seconds that the message may wait; 0 for the default.</summary>
    public int TtlSeconds { get; internal init; }

    /// <summary>Origin or addressed connection, UTF-8; empty when absent.</summary>
    public ReadOnlyMemory<byte> Connection { get; internal init; }

    /// <summary>W3C traceparent, UTF-8; empty when absent.</summary>
    public ReadOnlyMemory<byte> Trace { get; internal init; }

    /// <summary>Raw JSON, UTF-8.</summary>
    public ReadOnlyMemory<byte> Data { get; internal init; }

    /// <summary>Copies the entry out of the batch's memory; with <paramref name="copyData"/> false the data stays a slice of it.</summary>
    public BatchEntry ToEntry(bool copyData = true) => new()
    {
        Kind = Kind,
        Flags = Flags,
        Target = Encoding.UTF8.GetString(Target.Span),
        Type = Text(Type),
        MessageId = Text(MessageId),
        Sender = Text(Sender),
        Publisher = Text(Publisher),
        Timestamp = Timestamp,
        Epoch = Text(Epoch),
        Offset = Offset,
        TtlSeconds = TtlSeconds,
        Connection = Text(Connection),
        Trace = Text(Trace),
        Data = copyData ? Data.ToArray() : Data,
    };

    private static string? Text(ReadOnlyMemory<byte> utf8) => utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8.Span);
}
