using System.Text.Json;

namespace Realtime.Gateway.Delivery;

/// <summary>Where a client stopped reading a room: the last offset it saw.</summary>
internal sealed record ResumePoint(string Epoch, long Offset)
{
    /// <summary>Reads <c>{epoch,offset}</c>; null when it is not that. An epoch may come as a number too.</summary>
    public static ResumePoint? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        string? epoch = null;
        long? offset = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("epoch"u8))
            {
                reader.Read();
                epoch = reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString(),
                    JsonTokenType.Number => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
                    _ => null,
                };
            }
            else if (reader.ValueTextEquals("offset"u8))
            {
                reader.Read();
                offset = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : null;
            }
            else
            {
                reader.Read();
            }

            reader.Skip();
        }

        return epoch is { Length: > 0 and <= 64 } && offset >= 0 ? new ResumePoint(epoch, offset.Value) : null;
    }
}
