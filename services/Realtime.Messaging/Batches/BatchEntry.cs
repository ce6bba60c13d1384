namespace Realtime.Messaging.Batches;

/// <summary>One entry of a packed batch, owned by whoever holds it. <see cref="BatchEntryView"/> is the same without copies, while reading.</summary>
public readonly record struct BatchEntry
{
    /// <summary>What the entry means.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Marks.</summary>
    public EntryFlags Flags { get; init; }

    /// <summary>A key such as <c>room.chat:1</c> or <c>user.u1</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Type that clients see.</summary>
    public string? Type { get; init; }

    /// <summary>Identity of the message.</summary>
    public string? MessageId { get; init; }

    /// <summary>User who sent it; absent for integrators.</summary>
    public string? Sender { get; init; }

    /// <summary>Who published it, where that is not <see cref="Sender"/>; see <see cref="Scope"/>. Entries of some kinds carry none.</summary>
    public string? Publisher { get; init; }

    /// <summary>Within which <see cref="MessageId"/> names one message: the publisher's; empty for what came without an identity.</summary>
    public string Scope => Publisher ?? Sender ?? "";

    /// <summary>Unix time in milliseconds.</summary>
    public long Timestamp { get; init; }

    /// <summary>Epoch of the room's log.</summary>
    public string? Epoch { get; init; }

    /// <summary>Position in the room's log, from 1; 0 where there is none. In a user's entry, the user's sequence.</summary>
    public long Offset { get; init; }

    /// <summary>Seconds that the message may wait; 0 for the default.</summary>
    public int TtlSeconds { get; init; }

    /// <summary>Origin or addressed connection.</summary>
    public string? Connection { get; init; }

    /// <summary>W3C traceparent.</summary>
    public string? Trace { get; init; }

    /// <summary>Raw JSON (UTF-8), passed on untouched.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}
