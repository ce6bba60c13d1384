using System.Text.Json.Serialization;

namespace Realtime.Presence.Sessions;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionReplacedData))]
[JsonSerializable(typeof(SessionInfo))]
internal sealed partial class SessionsJsonContext : JsonSerializerContext;
