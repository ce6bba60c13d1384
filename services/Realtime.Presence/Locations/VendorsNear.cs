namespace Realtime.Presence.Locations;

/// <summary>Vendors in a box, the nearest first.</summary>
internal sealed record VendorsNear(IReadOnlyList<VendorNear> Vendors);
