using System.Text.Json.Serialization;

namespace Realtime.Presence.Queries;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UserPresence))]
[JsonSerializable(typeof(UsersQuery))]
[JsonSerializable(typeof(UsersPresence))]
[JsonSerializable(typeof(RoomPresence))]
[JsonSerializable(typeof(RoomCount))]
[JsonSerializable(typeof(ConnectionPage))]
[JsonSerializable(typeof(Counts))]
internal sealed partial class PresenceJsonContext : JsonSerializerContext;
