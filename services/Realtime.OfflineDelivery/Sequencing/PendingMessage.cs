using Realtime.Messaging.Batches;

namespace Realtime.OfflineDelivery.Sequencing;

/// <summary>A message of the batch in work, and what the database said of it.</summary>
internal sealed class PendingMessage(BatchEntry entry, Guid key, PendingKind kind, string name, int shard, bool redelivered, string origin)
{
    public BatchEntry Entry => entry;

    public Guid Key => key;

    public PendingKind Kind { get; set; } = kind;

    /// <summary>User id or room.</summary>
    public string Name => name;

    public int Shard => shard;

    /// <summary>Whether it may have been handled before, so that its fan-out may be missing.</summary>
    public bool Redelivered { get; set; } = redelivered;

    public string Origin => origin;

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>False for duplicates.</summary>
    public bool IsNew { get; set; }

    /// <summary>Offset in the room, or sequence of the user.</summary>
    public long Place { get; set; }

    public string? Epoch { get; set; }
}
