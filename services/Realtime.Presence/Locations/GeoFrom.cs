namespace Realtime.Presence.Locations;

/// <summary>The position that followers were told before.</summary>
internal sealed record GeoFrom(double Lat, double Lng);
