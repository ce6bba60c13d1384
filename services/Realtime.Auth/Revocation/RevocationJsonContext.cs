using System.Text.Json.Serialization;

namespace Realtime.Auth.Revocation;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RevocationList))]
internal sealed partial class RevocationJsonContext : JsonSerializerContext;
