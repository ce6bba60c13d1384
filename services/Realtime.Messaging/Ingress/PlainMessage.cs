using System.Text.Json;
using System.Text.Unicode;
using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;

namespace Realtime.Messaging.Ingress;

/// <summary>A message that any AMQP client published to <c>realtime.publish</c> as plain JSON. Gateways and the ingress judge it by this one parser.</summary>
public sealed record PlainMessage
{
    private static readonly byte[] EmptyObject = "{}"u8.ToArray();

    /// <summary>What it is for.</summary>
    public required PlainTarget Target { get; init; }

    /// <summary>Room or user id; empty for <see cref="PlainTarget.All"/> and <see cref="PlainTarget.AgentEvent"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The parsed key of an agent event.</summary>
    public AgentEventKey? Agent { get; init; }

    /// <summary>Type that clients see; empty for an agent event.</summary>
    public string Type { get; init; } = "";

    /// <summary>Identity; null when the publisher gave none.</summary>
    public string? MessageId { get; init; }

    /// <summary>Seconds that it may wait; 0 for the default.</summary>
    public int TtlSeconds { get; init; }

    /// <summary>Raw JSON: a slice of the body that was parsed (the whole body for an agent event).</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Judges a message. <paramref name="reason"/> says why it is dead.</summary>
    public static PlainVerdict TryParse(string routingKey, ReadOnlyMemory<byte> body, out PlainMessage? message, out string reason)
    {
        message = Key(routingKey, out reason);
        if (message is null)
        {
            return reason.Length == 0 ? PlainVerdict.UnknownKey : PlainVerdict.Dead;
        }

        message = Body(message, body, ref reason);
        return message is null ? PlainVerdict.Dead : PlainVerdict.Accepted;
    }

    private static PlainMessage? Key(string key, out string reason)
    {
        reason = "";
        if (key == BusNames.AllKey)
        {
            return new PlainMessage { Target = PlainTarget.All, Name = "" };
        }

        if (key.StartsWith(BusNames.RoomKeyPrefix, StringComparison.Ordinal))
        {
            var room = key[BusNames.RoomKeyPrefix.Length..];
            reason = RoomName.IsValid(room) ? "" : "The routing key holds no valid room name.";
            return reason.Length == 0 ? new PlainMessage { Target = PlainTarget.Room, Name = room } : null;
        }

        if (key.StartsWith(BusNames.UserKeyPrefix, StringComparison.Ordinal))
        {
            var user = key[BusNames.UserKeyPrefix.Length..];
            reason = UserId.IsValid(user) ? "" : "The routing key holds no valid user id.";
            return reason.Length == 0 ? new PlainMessage { Target = PlainTarget.User, Name = user } : null;
        }

        return AgentEventKey.TryParse(key, out var agent)
            ? new PlainMessage { Target = PlainTarget.AgentEvent, Name = "", Agent = agent }
            : null;
    }

    private static PlainMessage? Body(PlainMessage message, ReadOnlyMemory<byte> body, ref string reason)
    {
        if (!Utf8.IsValid(body.Span))
        {
            reason = "The body is not UTF-8.";
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(body.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                reason = "The body is no JSON object.";
                return null;
            }

            message = message.Target == PlainTarget.AgentEvent ? Event(message, body, ref reader) : Envelope(message, body, ref reader, ref reason);
            return reason.Length == 0 ? message : null;
        }
        catch (JsonException)
        {
            reason = "The body is no JSON object.";
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with half a surrogate pair: JSON by its grammar, but no text.
            reason = "The body holds a string that is no text.";
            return null;
        }
    }

    private static PlainMessage Event(PlainMessage message, ReadOnlyMemory<byte> body, ref Utf8JsonReader reader)
    {
        reader.Skip();
        var end = (int)reader.BytesConsumed;
        _ = reader.Read();
        return message with { Data = body[..end] };
    }

    private static PlainMessage Envelope(PlainMessage message, ReadOnlyMemory<byte> body, ref Utf8JsonReader reader, ref string reason)
    {
        string? type = null;
        string? messageId = null;
        var ttl = 0;
        ReadOnlyMemory<byte> data = EmptyObject;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                data = Raw(body, ref reader);
            }
            else if (reader.ValueTextEquals("message_id"u8))
            {
                reader.Read();
                messageId = reader.TokenType == JsonTokenType.Null ? null : reader.TokenType == JsonTokenType.String ? reader.GetString() : "";
                reader.Skip();
            }
            else if (reader.ValueTextEquals("ttl_seconds"u8))
            {
                reader.Read();
                ttl = reader.TokenType == JsonTokenType.Null ? 0 : reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var seconds) && seconds > 0 ? seconds : -1;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        // What follows the object must be nothing; the reader throws otherwise.
        _ = reader.Read();
        reason = Fault(type, messageId, ttl);
        return message with { Type = type ?? "", MessageId = messageId, TtlSeconds = ttl, Data = data };
    }

    private static string Fault(string? type, string? messageId, int ttl) =>
        type is null ? "The body lacks a string 'type'."
        : MessageTypes.FaultOf(type) is { } fault ? fault
        : messageId is not null && !MessageIds.IsValid(messageId) ? $"'message_id' must be a string of 1 to {MessageIds.MaxLength} characters without NUL."
        : ttl < 0 ? "'ttl_seconds' must be a positive whole number."
        : "";

    private static ReadOnlyMemory<byte> Raw(ReadOnlyMemory<byte> body, ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }
}
