namespace Realtime.Presence.Locations;

/// <summary>Data of <c>vendor_status_changed</c>.</summary>
internal sealed record VendorStatusNews(string VendorId, bool IsOnline, double? Lat, double? Lng, long Revision);
