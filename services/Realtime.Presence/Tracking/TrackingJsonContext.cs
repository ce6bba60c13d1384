using System.Text.Json.Serialization;

namespace Realtime.Presence.Tracking;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SnapshotRequestData))]
internal sealed partial class TrackingJsonContext : JsonSerializerContext;
