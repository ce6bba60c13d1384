namespace Realtime.Presence.Locations;

/// <summary>One item of <c>POST /internal/locations/positions</c>; without a time, it was taken now.</summary>
internal sealed record VendorPosition(string? VendorId, double? Lat, double? Lng, DateTimeOffset? At = null);
