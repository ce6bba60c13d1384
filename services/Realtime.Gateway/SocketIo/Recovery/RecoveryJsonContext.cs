using System.Text.Json.Serialization;

namespace Realtime.Gateway.SocketIo.Recovery;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecoveryClaim))]
[JsonSerializable(typeof(GhostDescription))]
internal sealed partial class RecoveryJsonContext : JsonSerializerContext;
