namespace Realtime.Gateway.SocketIo.Location;

/// <summary>The rooms <c>vendor:&lt;id&gt;</c> of those who follow a vendor.</summary>
internal static class VendorRooms
{
    public const string Prefix = "vendor:";
    public const string LocationChanged = "vendor_location_changed";
    public const string StatusChanged = "vendor_status_changed";

    public static string Of(string vendorId) => Prefix + vendorId;
}
