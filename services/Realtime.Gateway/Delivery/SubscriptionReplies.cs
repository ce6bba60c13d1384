using System.Text.Json;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Native.Frames;

namespace Realtime.Gateway.Delivery;

/// <summary>Acknowledges subscriptions to rooms with history.</summary>
internal sealed class SubscriptionReplies(ServerFrames frames)
{
    public void Acknowledge(ClientConnection connection, string room, string replyTo, RecoveryEnd end)
    {
        using var frame = frames.Ack(replyTo, (room, end), static (json, state) =>
        {
            var (room, end) = state;
            json.WriteString("room"u8, room);
            if (end.Epoch is null)
            {
                json.WriteNull("epoch"u8);
                json.WriteNull("offset"u8);
            }
            else
            {
                json.WriteString("epoch"u8, end.Epoch);
                json.WriteNumber("offset"u8, end.Offset);
            }

            json.WriteBoolean("recovered"u8, end.Recovered);
            json.WriteNumber("missed"u8, end.Missed);
            if (!end.Available)
            {
                json.WriteBoolean("unavailable"u8, true);
            }
            else if (!end.Recovered)
            {
                CopyProperties(json, end.Notice);
            }
        });
        connection.TrySend(frame);
    }

    private static void CopyProperties(Utf8JsonWriter json, ReadOnlyMemory<byte> notice)
    {
        if (notice.IsEmpty)
        {
            return;
        }

        using var document = JsonDocument.Parse(notice);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            property.WriteTo(json);
        }
    }
}
