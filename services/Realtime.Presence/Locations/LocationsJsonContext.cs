using System.Text.Json.Serialization;

namespace Realtime.Presence.Locations;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<VendorPosition>))]
[JsonSerializable(typeof(VendorStatus))]
[JsonSerializable(typeof(VendorsNear))]
[JsonSerializable(typeof(PositionsAccepted))]
[JsonSerializable(typeof(VendorMove))]
[JsonSerializable(typeof(VendorStatusNews))]
internal sealed partial class LocationsJsonContext : JsonSerializerContext;
