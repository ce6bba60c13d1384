using Npgsql;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.Waiting;

/// <summary>A row of the table <c>inbox</c>.</summary>
internal sealed record InboxRow(
    Guid Key,
    string UserId,
    long Sequence,
    string MessageId,
    string Type,
    string? Sender,
    string? Publisher,
    byte[] Data,
    string? Trace,
    DateTimeOffset SentAt,
    DateTimeOffset StoredAt,
    int Attempts)
{
    public const string Columns = "key, user_id, sequence, message_id, type, sender, publisher, data, trace, sent_at, stored_at, attempts";

    public static InboxRow Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetString(1),
        reader.GetInt64(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.TextOrNull(5),
        reader.TextOrNull(6),
        reader.GetFieldValue<byte[]>(7),
        reader.TextOrNull(8),
        reader.Time(9),
        reader.Time(10),
        reader.GetInt32(11));

    public BatchEntry ToEntry(EntryKind kind, bool redelivered) => new()
    {
        Kind = kind,
        Flags = EntryFlags.Durable | (redelivered ? EntryFlags.Redelivered : EntryFlags.None),
        Target = RoutingKeys.User(UserId),
        Type = Type,
        MessageId = MessageId,
        Sender = Sender,
        Publisher = Publisher,
        Timestamp = SentAt.ToUnixTimeMilliseconds(),
        Offset = Sequence,
        Trace = Trace,
        Data = Data,
    };

    public WaitingMessage ToWaiting() => new(Key, UserId, MessageId, Sequence, StoredAt);
}
