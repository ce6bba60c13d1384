using System.Text.Json;
using Realtime.Messaging.Rooms;
using Realtime.OfflineDelivery.Replay;

namespace Realtime.OfflineDelivery.Http;

/// <summary>Pages of a room's log: ascending by offset, <c>before</c> and <c>after</c> exclusive; without either the newest.</summary>
internal sealed class HistoryPage(LogStore store, RoomNamespaces namespaces)
{
    private const int MaxLimit = 100;

    public async Task<IResult> ReadAsync(string room, int? limit, long? before, long? after, CancellationToken cancellationToken)
    {
        if (limit is <= 0)
        {
            return Fields.Invalid("limit", "must be positive.");
        }

        var size = namespaces.Of(room).HistorySize;
        var head = size > 0 ? await store.FindAsync(room, cancellationToken) : null;
        if (head is null)
        {
            return new JsonBody(writer => Write(writer, room, "", 0, 0, []));
        }

        var count = Math.Min(limit ?? MaxLimit, MaxLimit);
        var from = Math.Max(after ?? 0, head.Floor(size));
        var rows = after is not null && before is null
            ? await store.ReadAsync(head, from, head.Head, count, cancellationToken)
            : await store.ReadLastAsync(head, from, before ?? long.MaxValue, count, cancellationToken);
        return new JsonBody(writer => Write(writer, room, head.Epoch, head.First(size), head.Head, rows));
    }

    private static void Write(Utf8JsonWriter writer, string room, string epoch, long first, long last, List<LogRow> rows)
    {
        writer.WriteStartObject();
        writer.WriteString("room", room);
        writer.WriteString("epoch", epoch);
        writer.WriteNumber("first_offset", first);
        writer.WriteNumber("last_offset", last);
        writer.WriteStartArray("messages");
        foreach (var row in rows)
        {
            FrameWriter.Write(writer, room, epoch, row);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
