namespace Realtime.Presence.Locations;

/// <summary>A vendor in a box; the distance is from the centre of the box.</summary>
internal sealed record VendorNear(string VendorId, double Lat, double Lng, DateTimeOffset At, double DistanceM);
