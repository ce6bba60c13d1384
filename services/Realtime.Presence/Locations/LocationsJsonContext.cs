using System.Text.Json.Serialization;

namespace Realtime.Presence.Locations;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VendorsNear))]
[JsonSerializable(typeof(VendorGone))]
internal sealed partial class LocationsJsonContext : JsonSerializerContext;
