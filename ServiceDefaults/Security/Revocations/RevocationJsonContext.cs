using System.Text.Json.Serialization;

namespace Realtime.ServiceDefaults.Security.Revocations;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RevocationPage))]
internal sealed partial class RevocationJsonContext : JsonSerializerContext;
