namespace Realtime.Presence.Locations;

/// <summary>What followers of a vendor are to be told (vendor_feed).</summary>
internal sealed record VendorNews(
    string VendorId,
    double? Lat,
    double? Lng,
    DateTimeOffset? At,
    bool Online,
    long Revision,
    bool Moved,
    bool StatusChanged,
    double? FromLat,
    double? FromLng);
