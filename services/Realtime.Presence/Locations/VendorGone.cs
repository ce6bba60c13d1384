using System.Text.Json.Serialization;

namespace Realtime.Presence.Locations;

/// <summary>Data of <c>vendor_status_changed</c>, spelt as the gateways spell it.</summary>
internal sealed record VendorGone([property: JsonPropertyName("vendorId")] string VendorId, [property: JsonPropertyName("isOnline")] bool IsOnline);
