using System.Text.Json;

namespace Realtime.Contracts.Commands;

/// <summary>Asks Realtime to send a message to every authenticated native socket that is connected now; it is not stored.</summary>
/// <param name="Type">Message type that clients see as <c>type</c>.</param>
/// <param name="Data">Payload that clients see as <c>data</c>.</param>
/// <param name="MessageId">Identity of the message; made (UUIDv7) when absent.</param>
public sealed record Broadcast(string Type, JsonElement Data, string? MessageId = null);
