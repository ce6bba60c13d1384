using System.Text.Json;

namespace Realtime.Contracts.Commands;

/// <summary>Asks Realtime to publish a message to every member of a room, durably (docs/protocol.md, section 8).</summary>
/// <param name="Room">Name of the room; see <see cref="Rooms.RoomName"/>.</param>
/// <param name="Type">Message type that clients see as <c>type</c>.</param>
/// <param name="Data">Payload that clients see as <c>data</c>.</param>
/// <param name="MessageId">Identity for deduplication, at most 64 characters, unique per room for 24 hours; made (UUIDv7) when absent.</param>
/// <param name="TtlSeconds">How long the message may wait for a reader, in seconds; the namespace's retention when absent.</param>
public sealed record PublishToRoom(string Room, string Type, JsonElement Data, string? MessageId = null, int? TtlSeconds = null);
