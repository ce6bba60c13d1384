using System.Text.Json.Serialization;
using Realtime.Auth.Introspection;

namespace Realtime.Auth.Tokens;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(OAuthErrorResponse))]
[JsonSerializable(typeof(IntrospectionResponse))]
internal sealed partial class TokensJsonContext : JsonSerializerContext;
