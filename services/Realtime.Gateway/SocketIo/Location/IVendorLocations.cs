using Realtime.Contracts.Locations;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>Where vendors are. Null and false mean that it cannot be said now.</summary>
internal interface IVendorLocations
{
    ValueTask<IReadOnlyList<VendorPosition>?> FindAsync(GeoBox box, int limit);

    ValueTask<bool> StoreAsync(VendorPosition position);

    ValueTask<bool> RemoveAsync(string vendorId);
}
