using System.Globalization;
using System.Text.Json;
using Realtime.OfflineDelivery.Replay;
using Realtime.OfflineDelivery.Waiting;

namespace Realtime.OfflineDelivery.Http;

/// <summary>Writes stored messages as the frames of the native protocol.</summary>
internal static class FrameWriter
{
    public static void Write(Utf8JsonWriter writer, InboxRow row)
    {
        Begin(writer, row.Type, row.Data, row.SentAt, row.MessageId, row.Sender);
        if (row is { Sender: null, Publisher: { } publisher })
        {
            writer.WriteString("publisher", publisher);
        }

        if (row.Attempts > 0)
        {
            writer.WriteBoolean("redelivered", true);
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, string room, string epoch, LogRow row)
    {
        Begin(writer, row.Type, row.Data, row.SentAt, row.MessageId, row.Sender);
        writer.WriteString("room", room);
        writer.WriteNumber("offset", row.Offset);
        writer.WriteString("epoch", epoch);
        writer.WriteEndObject();
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Begin(Utf8JsonWriter writer, string type, byte[] data, DateTimeOffset sentAt, string messageId, string? sender)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WritePropertyName("data");
        writer.WriteRawValue(data.Length == 0 ? "{}"u8 : data, skipInputValidation: true);
        writer.WriteString("timestamp", Time(sentAt));
        writer.WriteString("message_id", messageId);
        if (sender is not null)
        {
            writer.WriteString("sender", sender);
        }

        writer.WriteBoolean("durable", true);
    }
}
