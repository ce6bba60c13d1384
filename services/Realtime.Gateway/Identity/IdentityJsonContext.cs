using System.Text.Json.Serialization;
using Realtime.Gateway.Identity.Opaque;
using Realtime.Gateway.Identity.Revocations;

namespace Realtime.Gateway.Identity;

/// <summary>What Auth and the gateway say to each other.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RevocationPage))]
[JsonSerializable(typeof(OpaqueTokenQuestion))]
[JsonSerializable(typeof(OpaqueTokenAnswer))]
internal sealed partial class IdentityJsonContext : JsonSerializerContext;
