namespace Realtime.Messaging.Batches;

/// <summary>Marks of an entry. Values are on the wire: never renumber.</summary>
[Flags]
public enum EntryFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Accepted by the broker and kept until acknowledged or expired.</summary>
    Durable = 1,

    /// <summary>An earlier delivery may have been tried.</summary>
    Redelivered = 2,

    /// <summary>Not for the connection that the entry names.</summary>
    ExcludeConnection = 4,

    /// <summary>In a <see cref="EntryKind.RecoverEnd"/>: the gap was replayed completely.</summary>
    Recovered = 8,

    /// <summary>In an <see cref="EntryKind.Acknowledge"/>: the messages were written to the socket that acknowledges them, and are those of the entry's publisher.</summary>
    Written = 16,
}
