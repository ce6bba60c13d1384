using System.Text.Json.Serialization;

namespace Realtime.OfflineDelivery.Journeys;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<JourneyStep>))]
internal sealed partial class JourneyJsonContext : JsonSerializerContext;
