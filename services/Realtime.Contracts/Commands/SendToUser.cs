using System.Text.Json;

namespace Realtime.Contracts.Commands;

/// <summary>Asks Realtime to deliver a message to one user on all devices, now or at the next connect (docs/protocol.md, section 8).</summary>
/// <param name="UserId">The user; the <c>sub</c> of the user's tokens.</param>
/// <param name="Type">Message type that clients see as <c>type</c>.</param>
/// <param name="Data">Payload that clients see as <c>data</c>.</param>
/// <param name="MessageId">Identity for deduplication, at most 64 characters, unique per user for 24 hours; made (UUIDv7) when absent.</param>
/// <param name="TtlSeconds">How long the message waits for the user, in seconds; 24 hours when absent.</param>
public sealed record SendToUser(string UserId, string Type, JsonElement Data, string? MessageId = null, int? TtlSeconds = null);
