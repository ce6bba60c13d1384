using System.Text.Json;

namespace Realtime.OfflineDelivery.Attachments.Grants;

/// <summary>Reads which files a message carries: <c>{"file":{"id":…}}</c> or <c>{"files":[{"id":…},…]}</c>.</summary>
internal static class CarriedFiles
{
    public const string MessageType = "file";
    private const int Max = 32;

    /// <summary>The first 32; nothing when the data is of another shape, which is no fault.</summary>
    public static IReadOnlyCollection<Guid> Of(ReadOnlySpan<byte> data)
    {
        var found = new HashSet<Guid>();
        try
        {
            var reader = new Utf8JsonReader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return found;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var one = reader.ValueTextEquals("file"u8);
                var many = reader.ValueTextEquals("files"u8);
                reader.Read();
                if (one && reader.TokenType == JsonTokenType.StartObject)
                {
                    AddId(ref reader, found);
                }
                else if (many && reader.TokenType == JsonTokenType.StartArray)
                {
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        if (reader.TokenType == JsonTokenType.StartObject)
                        {
                            AddId(ref reader, found);
                        }
                        else
                        {
                            reader.Skip();
                        }
                    }
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Data is whatever a publisher likes.
        }

        return found;
    }

    private static void AddId(ref Utf8JsonReader reader, HashSet<Guid> found)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            if (isId && reader.TokenType == JsonTokenType.String && Guid.TryParse(reader.GetString(), out var id) && found.Count < Max)
            {
                found.Add(id);
            }

            reader.Skip();
        }
    }
}
