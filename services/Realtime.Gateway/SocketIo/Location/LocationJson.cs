using System.Buffers;
using System.Text.Json;
using Realtime.Contracts.Locations;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>Writes places for clients of both generations: <c>long</c> and <c>lng</c> side by side.</summary>
internal static class LocationJson
{
    /// <summary><c>{vendorId,location}</c>: what room <c>vendor:&lt;id&gt;</c> carries.</summary>
    public static byte[] Changed(string vendorId, GeoPoint point) => Write(json =>
    {
        json.WriteString("vendorId"u8, vendorId);
        WritePlace(json, "location"u8, point);
    });

    /// <summary><c>{id,location}</c>.</summary>
    public static byte[] Sync(string vendorId, GeoPoint point) => Write(json =>
    {
        json.WriteString("id"u8, vendorId);
        WritePlace(json, "location"u8, point);
    });

    /// <summary><c>{vendorId,coordinates}</c>: the answer to a vendor.</summary>
    public static byte[] VendorUpdated(string vendorId, GeoPoint point) => Write(json =>
    {
        json.WriteString("vendorId"u8, vendorId);
        WritePlace(json, "coordinates"u8, point);
    });

    /// <summary><c>{userId,location,nearbyVendors}</c>: the answer to a user.</summary>
    public static byte[] UserUpdated(string userId, GeoPoint point, IReadOnlyList<VendorPosition> vendors) => Write(json =>
    {
        json.WriteString("userId"u8, userId);
        WritePlace(json, "location"u8, point);
        json.WriteStartArray("nearbyVendors"u8);
        foreach (var vendor in vendors)
        {
            json.WriteStartObject();
            json.WriteString("vendorId"u8, vendor.VendorId);
            WritePlace(json, "coordinates"u8, new GeoPoint(vendor.Lat, vendor.Lng));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary><c>[{id,location}]</c>: the answer to a user of the first generation.</summary>
    public static byte[] Channels(IReadOnlyList<VendorPosition> vendors)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        foreach (var vendor in vendors)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, vendor.VendorId);
            WritePlace(json, "location"u8, new GeoPoint(vendor.Lat, vendor.Lng));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    /// <summary><c>{vendorId,isOnline}</c>.</summary>
    public static byte[] Status(string vendorId, bool isOnline) => Write(json =>
    {
        json.WriteString("vendorId"u8, vendorId);
        json.WriteBoolean("isOnline"u8, isOnline);
    });

    /// <summary><c>{vendorId,isOnline,since,peer?}</c>: what room <c>vendor:&lt;id&gt;</c> carries.</summary>
    public static byte[] Status(string vendorId, VendorStatus status) => Write(json =>
    {
        json.WriteString("vendorId"u8, vendorId);
        json.WriteBoolean("isOnline"u8, status.Online);
        json.WriteNumber("since"u8, status.Since);
        if (status.Word != VendorPeerWord.None)
        {
            json.WriteString("peer"u8, status.Word == VendorPeerWord.Holds ? "holds"u8 : "leaves"u8);
        }
    });

    /// <summary><c>{id}</c>: that a vendor is gone, for clients of the first generation.</summary>
    public static byte[] Gone(string vendorId) => Write(json => json.WriteString("id"u8, vendorId));

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var output = new ArrayBufferWriter<byte>(128);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void WritePlace(Utf8JsonWriter json, ReadOnlySpan<byte> name, GeoPoint point)
    {
        json.WriteStartObject(name);
        json.WriteNumber("lat"u8, point.Lat);
        json.WriteNumber("long"u8, point.Lng);
        json.WriteNumber("lng"u8, point.Lng);
        json.WriteEndObject();
    }
}
