using System.Text.Json;

namespace Realtime.Presence.Queries;

internal sealed record RoomMember(string UserId, int Connections, JsonElement? State, DateTimeOffset Since);
