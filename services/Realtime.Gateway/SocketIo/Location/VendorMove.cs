using System.Text.Json;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>Reads a move back from what the rooms carry.</summary>
internal static class VendorMove
{
    public static bool TryRead(JsonElement root, out GeoPoint point)
    {
        point = default;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("location", out var place) || place.ValueKind != JsonValueKind.Object
            || !TryReadNumber(place, "lat", out var lat) || !(TryReadNumber(place, "lng", out var lng) || TryReadNumber(place, "long", out lng)))
        {
            return false;
        }

        point = new GeoPoint(lat, lng);
        return true;
    }

    private static bool TryReadNumber(JsonElement place, string name, out double number)
    {
        number = 0;
        return place.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number);
    }
}
