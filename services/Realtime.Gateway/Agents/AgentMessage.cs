using System.Text.Json;

namespace Realtime.Gateway.Agents;

/// <summary>A frame from a client, understood: at most one of the three is set.</summary>
/// <param name="IsReady">It said <c>ready</c>.</param>
/// <param name="Chat">The chat it selects.</param>
/// <param name="Fault">What is wrong with it.</param>
internal readonly record struct AgentMessage(bool IsReady, string? Chat, AgentFault? Fault)
{
    private const int MaxChatLength = 128;

    public static AgentMessage Read(ReadOnlyMemory<byte> frame)
    {
        try
        {
            using var document = JsonDocument.Parse(frame);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Wrong("Invalid message format");
        }
    }

    private static AgentMessage Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
        {
            return Wrong("Invalid message format");
        }

        return type.GetString() switch
        {
            "ready" => new AgentMessage(true, null, null),
            "select_chat" => SelectChat(root),
            var other => Wrong("Unhandled message type", "Type: " + Shorten(other!)),
        };
    }

    // {"payload":{"chat_id":"x"}}; also chat_id at the top, and "chat", which may be a number.
    private static AgentMessage SelectChat(JsonElement root)
    {
        var where = root;
        if (root.TryGetProperty("payload", out var payload))
        {
            if (payload.ValueKind != JsonValueKind.Object)
            {
                return Wrong("Invalid payload for select_chat", "payload must be an object");
            }

            where = payload;
        }

        if (where.TryGetProperty("chat_id", out var chatId))
        {
            return chatId.ValueKind == JsonValueKind.String ? Selected(chatId.GetString()!) : Wrong("Invalid payload for select_chat", "chat_id must be a string");
        }

        if (where.TryGetProperty("chat", out var chat) && chat.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            return Selected(chat.ToString());
        }

        return Wrong("Invalid payload for select_chat", "chat_id is missing");
    }

    private static AgentMessage Selected(string chat) => chat.Length is > 0 and <= MaxChatLength
        ? new AgentMessage(false, chat, null)
        : Wrong("Invalid payload for select_chat", chat.Length == 0 ? "chat_id must not be empty" : "chat_id is too long");

    private static AgentMessage Wrong(string message, string? details = null) => new(false, null, new AgentFault(message, details));

    private static string Shorten(string text) => text.Length <= MaxChatLength ? text : text[..MaxChatLength];
}
