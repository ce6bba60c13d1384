using System.Globalization;
using System.Text.Json;
using Realtime.Contracts.TaskChat;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.TaskChat;

/// <summary>Frames of the task chat: flat, keys in camelCase at every depth.</summary>
internal static class TaskChatFrames
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static OutboundFrame InvalidJson() => OutboundFrame.Text("""{"error":"Invalid JSON format"}"""u8);

    public static OutboundFrame OutOfPlace() => OutboundFrame.Text("""{"error":"Invalid message format"}"""u8);

    public static OutboundFrame Failed() => OutboundFrame.Text("""{"type":"error","error":"Failed to process request"}"""u8);

    public static OutboundFrame Initialized(Conversation conversation, string task) => Write(json =>
    {
        json.WriteString("type"u8, "conversation_initialized"u8);
        json.WriteStartObject("conversation"u8);
        json.WriteNumber("id"u8, conversation.Id);
        json.WritePropertyName("taskId"u8);
        json.WriteRawValue(task);
        json.WriteStartArray("conversationMessages"u8);
        foreach (var message in conversation.Messages)
        {
            Write(json, message);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static OutboundFrame Saved(ConversationMessage message) => Message("message_saved", message);

    public static OutboundFrame Answer(ConversationMessage message) => Message("ai_response", message);

    private static OutboundFrame Message(string type, ConversationMessage message) => Write(json =>
    {
        json.WriteString("type"u8, type);
        json.WritePropertyName("message"u8);
        Write(json, message);
    });

    private static OutboundFrame Write(Action<Utf8JsonWriter> members)
    {
        using var output = new FrameBuilder();
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        json.Flush();
        return output.BuildText();
    }

    private static void Write(Utf8JsonWriter json, ConversationMessage message)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, message.Id);
        json.WriteString("content"u8, message.Content);
        json.WriteString("role"u8, message.Role);
        json.WriteString("timestamp"u8, message.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
