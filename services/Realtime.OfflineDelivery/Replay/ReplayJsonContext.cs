using System.Text.Json.Serialization;

namespace Realtime.OfflineDelivery.Replay;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OverflowNotice))]
[JsonSerializable(typeof(RecoverNotice))]
internal sealed partial class ReplayJsonContext : JsonSerializerContext;
