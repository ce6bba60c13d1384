namespace Realtime.Contracts.Locations;

/// <summary>Body of <c>POST /internal/locations/remove</c> at Presence: a vendor has gone offline and is not found any more.</summary>
/// <param name="VendorId">The vendor.</param>
public sealed record RemoveVendor(string VendorId);
