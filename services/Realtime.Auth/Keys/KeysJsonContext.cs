using System.Text.Json.Serialization;

namespace Realtime.Auth.Keys;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JwtHeader))]
[JsonSerializable(typeof(JsonWebKeySet))]
[JsonSerializable(typeof(DiscoveryDocument))]
internal sealed partial class KeysJsonContext : JsonSerializerContext;
