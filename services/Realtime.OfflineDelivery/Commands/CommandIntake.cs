using System.Text;
using System.Text.Json;
using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.Messaging;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Ingress;

namespace Realtime.OfflineDelivery.Commands;

/// <summary>Judges commands as the plain JSON of other languages is judged: what is wrong goes to the dead letters, what the broker did not take is tried again.</summary>
internal sealed class CommandIntake(MessageIntake intake, DeadLetters dead)
{
    public Task ToRoomAsync(string room, string type, JsonElement data, string? messageId, Guid? envelopeId, int? ttlSeconds, CancellationToken cancellationToken)
    {
        var id = messageId ?? Id(envelopeId);
        var fault = RoomName.IsValid(room) ? Fault(type, id, ttlSeconds) : "The room name is not valid.";
        return fault is null
            ? ConfirmAsync(intake.ToRoomAsync(room, type, Raw(data), id, ttlSeconds ?? 0))
            : BuryAsync(RoutingKeys.Room(room), type, data, messageId, fault, cancellationToken);
    }

    public Task ToUserAsync(string userId, string type, JsonElement data, string? messageId, Guid? envelopeId, int? ttlSeconds, CancellationToken cancellationToken)
    {
        var id = messageId ?? Id(envelopeId);
        var fault = UserId.IsValid(userId) ? Fault(type, id, ttlSeconds) : "The user id is not valid.";
        return fault is null
            ? ConfirmAsync(intake.ToUserAsync(userId, type, Raw(data), id, ttlSeconds ?? 0))
            : BuryAsync(RoutingKeys.User(userId), type, data, messageId, fault, cancellationToken);
    }

    public Task ToAllAsync(string type, JsonElement data, string? messageId, Guid? envelopeId, CancellationToken cancellationToken)
    {
        var id = messageId ?? Id(envelopeId);
        return Fault(type, id, null) is { } fault
            ? BuryAsync(BusNames.AllKey, type, data, messageId, fault, cancellationToken)
            : ConfirmAsync(intake.ToAllAsync(type, Raw(data), id));
    }

    public static async Task ConfirmAsync(Task<PublishResult> publish)
    {
        var result = await publish;
        if (result != PublishResult.Confirmed)
        {
            throw new IOException($"The message was not accepted ({result}).");
        }
    }

    private static string Id(Guid? envelopeId) => envelopeId?.ToString() ?? MessageIds.New();

    private static ReadOnlyMemory<byte> Raw(JsonElement data) =>
        data.ValueKind == JsonValueKind.Undefined ? "{}"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(data, CommandJsonContext.Default.JsonElement);

    private static string? Fault(string type, string id, int? ttlSeconds) =>
        MessageTypes.FaultOf(type ?? "") is { } fault ? fault
        : !MessageIds.IsValid(id) ? $"'message_id' must be a string of 1 to {MessageIds.MaxLength} characters without NUL."
        : ttlSeconds is <= 0 ? "'ttl_seconds' must be a positive whole number."
        : null;

    private Task BuryAsync(string key, string type, JsonElement data, string? messageId, string fault, CancellationToken cancellationToken)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            writer.WritePropertyName("data");
            writer.WriteRawValue(Raw(data).Span);
            if (messageId is not null)
            {
                writer.WriteString("message_id", messageId);
            }

            writer.WriteEndObject();
        }

        // A routing key has at most 255 bytes.
        var shortKey = Encoding.UTF8.GetByteCount(key) <= 255 ? key : key[..60];
        return dead.BuryAsync(shortKey, "application/json", body.WrittenMemory, fault, cancellationToken);
    }
}
