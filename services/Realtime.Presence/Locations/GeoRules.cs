using System.Globalization;
using Realtime.Contracts.Locations;
using Realtime.Contracts.Rooms;

namespace Realtime.Presence.Locations;

/// <summary>Bounds of what comes in; a refusal is the name of the field.</summary>
internal static class GeoRules
{
    /// <summary>The field that is wrong; null when all is right.</summary>
    public static string? WrongField(VendorPosition position) =>
        !UserId.IsValid(position.VendorId) ? "vendor_id"
        : position.Lat is not (>= -90 and <= 90) ? "lat"
        : position.Lng is not (>= -180 and <= 180) ? "lng"
        : null;

    /// <summary>The box of <c>sw=lat,lng</c> and <c>ne=lat,lng</c>, or the field that is wrong.</summary>
    public static (GeoBox Box, string? WrongField) ParseBox(string? sw, string? ne)
    {
        if (ParsePoint(sw) is not { } southWest)
        {
            return (default, "sw");
        }

        return ParsePoint(ne) is { } northEast && northEast.Lat >= southWest.Lat
            ? (new GeoBox(southWest.Lat, southWest.Lng, northEast.Lat, northEast.Lng), null)
            : (default, "ne");
    }

    private static (double Lat, double Lng)? ParsePoint(string? text) =>
        text?.Split(',') is [var first, var second]
        && double.TryParse(first, NumberStyles.Float, CultureInfo.InvariantCulture, out var lat) && lat is >= -90 and <= 90
        && double.TryParse(second, NumberStyles.Float, CultureInfo.InvariantCulture, out var lng) && lng is >= -180 and <= 180
            ? (lat, lng)
            : null;
}
