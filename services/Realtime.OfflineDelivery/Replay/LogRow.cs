using Npgsql;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Data;

namespace Realtime.OfflineDelivery.Replay;

/// <summary>A row of the table <c>room_log</c>.</summary>
internal sealed record LogRow(long Offset, string MessageId, string Type, string? Sender, byte[] Data, DateTimeOffset SentAt)
{
    public const string Columns = "\"offset\", message_id, type, sender, data, sent_at";

    public static LogRow Read(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.TextOrNull(3), reader.GetFieldValue<byte[]>(4), reader.Time(5));

    public BatchEntry ToEntry(string room, string epoch, string? connection) => new()
    {
        Kind = EntryKind.RecoverItem,
        Flags = EntryFlags.Durable | EntryFlags.Redelivered,
        Target = RoutingKeys.Room(room),
        Type = Type,
        MessageId = MessageId,
        Sender = Sender,
        Timestamp = SentAt.ToUnixTimeMilliseconds(),
        Epoch = epoch,
        Offset = Offset,
        Connection = connection,
        Data = Data,
    };
}
