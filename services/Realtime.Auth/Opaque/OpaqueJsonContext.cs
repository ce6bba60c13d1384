using System.Text.Json.Serialization;

namespace Realtime.Auth.Opaque;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UserTokenClaims))]
[JsonSerializable(typeof(AdminTokenClaims))]
[JsonSerializable(typeof(GeneratedToken))]
[JsonSerializable(typeof(OpaqueValidationRequest))]
[JsonSerializable(typeof(OpaqueValidation<UserTokenClaims>))]
[JsonSerializable(typeof(OpaqueValidation<AdminTokenClaims>))]
internal sealed partial class OpaqueJsonContext : JsonSerializerContext;
