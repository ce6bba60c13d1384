namespace Realtime.OfflineDelivery.Waiting;

/// <summary>A direct message that nobody acknowledged yet.</summary>
internal sealed class WaitingMessage(Guid key, string userId, string messageId, long sequence, DateTimeOffset storedAt)
{
    public Guid Key => key;

    public string UserId => userId;

    public string MessageId => messageId;

    public long Sequence => sequence;

    public DateTimeOffset StoredAt => storedAt;

    /// <summary>Whether MessageStored told of it.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>Deliveries to live sockets so far.</summary>
    public int Attempts { get; set; }

    /// <summary>When it is sent again; null while it is on no live socket.</summary>
    public DateTimeOffset? DueAt { get; set; }
}
