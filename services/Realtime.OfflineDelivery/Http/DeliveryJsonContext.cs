using System.Text.Json.Serialization;
using Realtime.OfflineDelivery.Ingress;

namespace Realtime.OfflineDelivery.Http;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoomAccepted))]
[JsonSerializable(typeof(UserAccepted))]
[JsonSerializable(typeof(Journey))]
[JsonSerializable(typeof(DeadLetterList))]
[JsonSerializable(typeof(Redriven))]
[JsonSerializable(typeof(InboxStats))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(RoomHistory))]
[JsonSerializable(typeof(PendingMessages))]
internal sealed partial class DeliveryJsonContext : JsonSerializerContext;
