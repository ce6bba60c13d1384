using System.Text.Json;

namespace Realtime.Gateway.SocketIo.Packets;

/// <summary>What the JSON part of each packet type may be.</summary>
internal static class PacketData
{
    public static bool IsValid(PacketType type, ReadOnlySpan<byte> json, int attachments)
    {
        try
        {
            return type switch
            {
                PacketType.Connect => json.IsEmpty || IsObject(json),
                PacketType.Disconnect => json.IsEmpty,
                PacketType.Event => !json.IsEmpty && IsArray(json, attachments, isEvent: true),
                PacketType.Ack => !json.IsEmpty && IsArray(json, attachments, isEvent: false),
                _ => false,
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Names that clients take for their own and end the connection over.</summary>
    public static bool IsReserved(string name) =>
        name is "connect" or "connect_error" or "disconnect" or "disconnecting" or "newListener" or "removeListener";

    private static bool IsObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        return ReadsToEnd(ref reader);
    }

    private static bool IsArray(ReadOnlySpan<byte> json, int attachments, bool isEvent)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        if (isEvent && (!reader.Read() || !IsEventName(ref reader)))
        {
            return false;
        }

        return attachments == 0 ? ReadsToEnd(ref reader) : PlaceholdersFit(ref reader, attachments);
    }

    private static bool IsEventName(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => true,
        JsonTokenType.String => IsText(ref reader) && !IsReserved(ref reader),
        _ => false,
    };

    // An escaped lone surrogate is JSON but no text: decoding it throws, and better here than in a handler.
    private static bool IsText(ref Utf8JsonReader reader) => !reader.ValueIsEscaped || reader.GetString() is not null;

    private static bool IsReserved(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("connect"u8) || reader.ValueTextEquals("connect_error"u8) || reader.ValueTextEquals("disconnect"u8)
        || reader.ValueTextEquals("disconnecting"u8) || reader.ValueTextEquals("newListener"u8) || reader.ValueTextEquals("removeListener"u8);

    private static bool ReadsToEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }

        return true;
    }

    private static bool PlaceholdersFit(ref Utf8JsonReader reader, int attachments)
    {
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("_placeholder"u8))
            {
                continue;
            }

            if (!reader.Read() || reader.TokenType != JsonTokenType.True)
            {
                continue;
            }

            var numbered = reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("num"u8)
                && reader.Read() && reader.TokenType == JsonTokenType.Number
                && reader.TryGetInt32(out var number) && number >= 0 && number < attachments;
            if (!numbered)
            {
                return false;
            }
        }

        return true;
    }
}
