using System.Text.Json;

namespace Realtime.Gateway.Delivery;

/// <summary>A user's first socket in a room, or last one out.</summary>
internal readonly record struct MemberChange(string UserId, bool Joined)
{
    /// <summary>Reads the data of a Members entry; what cannot be read is left out.</summary>
    public static IReadOnlyList<MemberChange> Read(ReadOnlySpan<byte> json)
    {
        var changes = new List<MemberChange>();
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return changes;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                if (ReadOne(ref reader) is { } change)
                {
                    changes.Add(change);
                }
            }
        }
        catch (JsonException)
        {
            return changes;
        }

        return changes;
    }

    private static MemberChange? ReadOne(ref Utf8JsonReader reader)
    {
        string? user = null, action = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUser = reader.ValueTextEquals("user_id"u8);
            var isAction = reader.ValueTextEquals("action"u8);
            reader.Read();
            var text = reader.TokenType == JsonTokenType.String && (isUser || isAction) ? reader.GetString() : null;
            reader.Skip();
            user = isUser ? text : user;
            action = isAction ? text : action;
        }

        return user is not null && action is "joined" or "left" ? new MemberChange(user!, action == "joined") : null;
    }
}
