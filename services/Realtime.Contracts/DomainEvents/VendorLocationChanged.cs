namespace Realtime.Contracts.DomainEvents;

/// <summary>A vendor moved; users whose box holds the vendor are told (Venta).</summary>
/// <param name="VendorId">The vendor.</param>
/// <param name="Lat">Latitude in degrees, -90 to 90.</param>
/// <param name="Lng">Longitude in degrees, -180 to 180.</param>
/// <param name="At">When the position was taken.</param>
public sealed record VendorLocationChanged(string VendorId, double Lat, double Lng, DateTimeOffset At);
