using Realtime.Gateway.SocketIo.Recovery;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>A vendor's news under the names of both generations of clients.</summary>
internal static class VendorEvents
{
    public static IReadOnlyList<KeptEvent> OfMove(string vendorId, GeoPoint point) =>
        [new(VendorRooms.LocationChanged, LocationJson.Changed(vendorId, point)), new("vendor_sync", LocationJson.Sync(vendorId, point))];

    public static IReadOnlyList<KeptEvent> OfStatus(string vendorId, bool online)
    {
        var changed = new KeptEvent(VendorRooms.StatusChanged, LocationJson.Status(vendorId, online));
        return online ? [changed] : [changed, new KeptEvent("vendor_disconnect", LocationJson.Gone(vendorId))];
    }
}
