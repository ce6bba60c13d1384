using System.Text.Json;

namespace Realtime.Gateway.Delivery;

/// <summary>Where a client stopped reading a room: the last offset it saw.</summary>
internal sealed record ResumePoint(string Epoch, long Offset)
{
    /// <summary>
    /// Reads <c>{epoch,offset}</c>; false when it is not that. Null, or nulls for both (what a subscription was told while nobody knew), stand for the
    /// beginning of now. An epoch may come as a number too.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out ResumePoint? point)
    {
        point = null;
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return reader.TokenType == JsonTokenType.Null;
        }

        bool epochGiven = false, offsetGiven = false;

        string? epoch = null;
        long? offset = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("epoch"u8))
            {
                reader.Read();
                epochGiven = reader.TokenType != JsonTokenType.Null;
                epoch = reader.TokenType switch
                {
                    JsonTokenType.String => Text(ref reader),
                    JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
                    _ => null,
                };
            }
            else if (reader.ValueTextEquals("offset"u8))
            {
                reader.Read();
                offsetGiven = reader.TokenType != JsonTokenType.Null;
                offset = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : null;
            }
            else
            {
                reader.Read();
            }

            reader.Skip();
        }

        if (!epochGiven && !offsetGiven)
        {
            return true;
        }

        point = epoch is { Length: > 0 and <= 64 } && offset >= 0 ? new ResumePoint(epoch, offset.Value) : null;
        return point is not null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON by its grammar, but no text.
            return null;
        }
    }
}
