namespace Realtime.Presence.Locations;

/// <summary>Data of <c>vendor_location_changed</c> in the rooms of the vendor and of its cells, those it came from included.</summary>
internal sealed record VendorMove(string VendorId, double Lat, double Lng, DateTimeOffset At, bool Online, long Revision, GeoFrom? From);
