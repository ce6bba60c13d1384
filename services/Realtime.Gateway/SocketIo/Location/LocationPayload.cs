using System.Text.Json;
using Realtime.Gateway.SocketIo.Sessions;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>Reads what clients send about places: <c>long</c> and <c>lng</c> both count, ids are ignored.</summary>
internal static class LocationPayload
{
    /// <summary>A point <c>{lat,long}</c>.</summary>
    public static bool TryReadPoint(ReadOnlyMemory<byte> json, out GeoPoint point, out List<FieldFault> faults)
    {
        using var document = Parse(json, out faults);
        point = default;
        return document is not null && TryReadPoint(document.RootElement, "", out point, faults);
    }

    /// <summary>A box <c>{neLocation,swLocation}</c>, or a point that stands for the box around it.</summary>
    public static bool TryReadBox(ReadOnlyMemory<byte> json, double radius, out GeoBox box, out GeoPoint place, out List<FieldFault> faults)
    {
        (box, place) = (default, default);
        using var document = Parse(json, out faults);
        if (document is null)
        {
            return false;
        }

        var root = document.RootElement;
        if (!root.TryGetProperty("neLocation", out _) && !root.TryGetProperty("swLocation", out _))
        {
            if (!TryReadPoint(root, "", out place, faults))
            {
                return false;
            }

            box = GeoBox.Around(place, radius);
            return true;
        }

        var northEast = TryReadCorner(root, "neLocation", out var ne, faults);
        if (!TryReadCorner(root, "swLocation", out var sw, faults) || !northEast)
        {
            return false;
        }

        if (ne.Lat < sw.Lat)
        {
            faults.Add(new FieldFault("neLocation.lat", "invalid_box", "The north-eastern corner lies south of the south-western one."));
            return false;
        }

        box = new GeoBox(sw.Lat, sw.Lng, ne.Lat, ne.Lng);
        place = box.Center;
        return true;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> json, out List<FieldFault> faults)
    {
        faults = [];
        var document = json.IsEmpty ? null : JsonDocument.Parse(json);
        if (document is { RootElement.ValueKind: JsonValueKind.Object })
        {
            return document;
        }

        document?.Dispose();
        faults.Add(new FieldFault("", "invalid_type", "Expected an object."));
        return null;
    }

    private static bool TryReadCorner(JsonElement root, string name, out GeoPoint point, List<FieldFault> faults)
    {
        point = default;
        if (root.TryGetProperty(name, out var corner) && corner.ValueKind == JsonValueKind.Object)
        {
            return TryReadPoint(corner, name + ".", out point, faults);
        }

        faults.Add(new FieldFault(name, "invalid_type", "Expected an object with lat and long."));
        return false;
    }

    private static bool TryReadPoint(JsonElement element, string path, out GeoPoint point, List<FieldFault> faults)
    {
        var before = faults.Count;
        var lat = ReadDegrees(element, "lat", path, 90, faults);
        var name = element.TryGetProperty("lng", out _) || !element.TryGetProperty("long", out _) ? "lng" : "long";
        var lng = ReadDegrees(element, name, path, 180, faults);
        point = new GeoPoint(lat, lng);
        return faults.Count == before;
    }

    private static double ReadDegrees(JsonElement element, string name, string path, double most, List<FieldFault> faults)
    {
        if (!element.TryGetProperty(name, out var value))
        {
            faults.Add(new FieldFault(path + name, "required", "Required."));
        }
        else if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var degrees) || !double.IsFinite(degrees))
        {
            faults.Add(new FieldFault(path + name, "invalid_type", "Expected a number."));
        }
        else if (Math.Abs(degrees) > most)
        {
            faults.Add(new FieldFault(path + name, degrees < 0 ? "too_small" : "too_big", $"Must be between {-most} and {most}."));
        }
        else
        {
            return degrees;
        }

        return 0;
    }
}
