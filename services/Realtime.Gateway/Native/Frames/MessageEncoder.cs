using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Native.Frames;

/// <summary>A message as the native frame that every receiver shares.</summary>
internal static class MessageEncoder
{
    public static OutboundFrame Encode(RoomMessage message, TimeProvider time)
    {
        var timestamp = message.Timestamp == default ? time.GetUtcNow() : message.Timestamp;
        var writer = ServerFrameWriter.Start(message.Type);
        var json = writer.Json;
        RawJson.Write(json, message.Data.Span);
        json.WriteString("timestamp"u8, timestamp.UtcDateTime);
        if (message.MessageId is { } id)
        {
            json.WriteString("message_id"u8, id);
        }
        else
        {
            json.WriteString("message_id"u8, Guid.CreateVersion7(timestamp));
        }

        if (message.Kind == TargetKind.Room)
        {
            json.WriteString("room"u8, message.Target);
        }

        if (message.Sender is { } sender)
        {
            json.WriteString("sender"u8, sender);
        }
        else if (message is { Kind: TargetKind.User, Publisher: { } publisher })
        {
            // Its id is unique only among those of the same publisher.
            json.WriteString("publisher"u8, publisher);
        }

        if (message.Offset is { } offset)
        {
            json.WriteNumber("offset"u8, offset);
            json.WriteString("epoch"u8, message.Epoch);
        }

        if (message.Durable)
        {
            json.WriteBoolean("durable"u8, true);
        }

        if (message.Redelivered)
        {
            json.WriteBoolean("redelivered"u8, true);
        }

        return writer.Finish();
    }
}
