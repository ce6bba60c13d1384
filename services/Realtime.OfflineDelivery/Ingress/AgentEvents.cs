using System.Text.Encodings.Web;
using System.Text.Json;
using Realtime.Contracts.Rooms;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Ingress;
using Realtime.Messaging.Rooms;

namespace Realtime.OfflineDelivery.Ingress;

/// <summary>
/// Events of agent workspaces (docs/architecture.md, "Agent events"): completes the payload, and addresses it to the rooms of those who shall see it.
/// The event's id is the message id, so that the same event twice is delivered once.
/// </summary>
internal sealed class AgentEvents(MessageIntake intake, TimeProvider time)
{
    private const string Type = "event";
    private const string IdField = "event_id";

    // Texts come out as they came in, not as escapes.
    private static readonly JsonWriterOptions AsGiven = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The messages that an event becomes; a reason instead when its rooms would have no valid names.</summary>
    /// <param name="key">The event's routing key.</param>
    /// <param name="body">The event.</param>
    /// <param name="otherId">Its identity when it names none.</param>
    public (IReadOnlyList<BatchEntry> Entries, string? Fault) Entries(AgentEventKey key, ReadOnlyMemory<byte> body, string? otherId)
    {
        using var given = JsonDocument.Parse(body);
        var rooms = Rooms(key);
        if (rooms.Any(static room => !RoomName.IsValid(room)))
        {
            return ([], "The company, agent or chat cannot be part of a room name.");
        }

        var (payload, eventId) = Complete(key, given.RootElement, otherId);
        return ([.. rooms.Select(room => intake.RoomEntry(room, Type, payload, eventId, 0))], null);
    }

    /// <summary>The identity that an event names; null when it names none.</summary>
    public static string? IdOf(ReadOnlyMemory<byte> body)
    {
        using var given = JsonDocument.Parse(body);
        return Text(given.RootElement, IdField);
    }

    private static List<string> Rooms(AgentEventKey key) => key.Kind switch
    {
        "messages" => [AgentRooms.Chat(key.Company, key.Agent, key.Chat!)],
        "agents" =>
        [
            AgentRooms.Workspace(key.Company, key.Agent),
            AgentRooms.Admin(key.Company, key.Agent),
            AgentRooms.Admin(key.Company, null),
            AgentRooms.Admin(null, key.Agent),
            AgentRooms.Admin(null, null),
        ],
        _ => [AgentRooms.Workspace(key.Company, key.Agent)],
    };

    private (ReadOnlyMemory<byte> Payload, string EventId) Complete(AgentEventKey key, JsonElement given, string? otherId)
    {
        var eventId = Text(given, IdField) ?? otherId ?? MessageIds.New();
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, AsGiven))
        {
            writer.WriteStartObject();
            writer.WriteString(IdField, eventId);
            writer.WriteString("event_time", Text(given, "event_time") ?? time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture));
            Write(writer, given, "company_id", key.Company);
            Write(writer, given, "agent_id", key.Agent);
            Write(writer, given, "message_id", null);
            Write(writer, given, "chat_id", key.Chat);
            foreach (var property in given.EnumerateObject())
            {
                if (property.Name is not (IdField or "event_time" or "company_id" or "agent_id" or "message_id" or "chat_id" or "event_type"))
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteString("event_type", EventType(key.Kind));
            writer.WriteEndObject();
        }

        return (buffer.WrittenMemory, MessageIds.IsValid(eventId) ? eventId : Shorten(eventId));
    }

    private static string EventType(string kind) => kind switch
    {
        "chats" => "chat",
        "agents" => "agent",
        "contacts" => "contact",
        _ => "message",
    };

    private static string Shorten(string eventId) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(eventId)));

    private static void Write(Utf8JsonWriter writer, JsonElement given, string name, string? otherwise)
    {
        if (given.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
        else if (otherwise is not null)
        {
            writer.WriteString(name, otherwise);
        }
    }

    private static string? Text(JsonElement given, string name) =>
        given.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
