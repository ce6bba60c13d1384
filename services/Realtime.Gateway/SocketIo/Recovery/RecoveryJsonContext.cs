using System.Text.Json.Serialization;

namespace Realtime.Gateway.SocketIo.Recovery;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecoveryClaim))]
[JsonSerializable(typeof(GhostDescription))]
[JsonSerializable(typeof(Standby))]
[JsonSerializable(typeof(StandbyBatch))]
[JsonSerializable(typeof(MissedQuery))]
[JsonSerializable(typeof(IReadOnlyList<MissedMessage>))]
internal sealed partial class RecoveryJsonContext : JsonSerializerContext;
