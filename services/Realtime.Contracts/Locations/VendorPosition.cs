namespace Realtime.Contracts.Locations;

/// <summary>
/// Where a vendor is. A list of them is the body of <c>POST /internal/locations/vendors</c> at Presence (the newest <paramref name="At"/> of a vendor wins) and
/// the answer to <see cref="LocationQuery"/>.
/// </summary>
/// <param name="VendorId">The vendor.</param>
/// <param name="Lat">Latitude in degrees, -90 to 90.</param>
/// <param name="Lng">Longitude in degrees, -180 to 180.</param>
/// <param name="At">When the position was taken.</param>
public sealed record VendorPosition(string VendorId, double Lat, double Lng, DateTimeOffset At);
