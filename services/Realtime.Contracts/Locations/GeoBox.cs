namespace Realtime.Contracts.Locations;

/// <summary>A box between a south-west and a north-east corner, in degrees; with the west corner east of the east one it crosses the antimeridian.</summary>
/// <param name="SwLat">Southern edge.</param>
/// <param name="SwLng">Western edge.</param>
/// <param name="NeLat">Northern edge.</param>
/// <param name="NeLng">Eastern edge.</param>
public readonly record struct GeoBox(double SwLat, double SwLng, double NeLat, double NeLng)
{
    private const double KilometresPerDegree = 111.195;

    /// <summary>Whether the box crosses the antimeridian.</summary>
    public bool CrossesAntimeridian => SwLng > NeLng;

    /// <summary>Width in degrees.</summary>
    public double Width => CrossesAntimeridian ? 360 - SwLng + NeLng : NeLng - SwLng;

    /// <summary>Latitude of the centre.</summary>
    public double CentreLat => (SwLat + NeLat) / 2;

    /// <summary>Longitude of the centre.</summary>
    public double CentreLng => Normalize(SwLng + (Width / 2));

    /// <summary>The box whose edges are <paramref name="kilometres"/> away from a point, for users who send one point.</summary>
    public static GeoBox Around(double lat, double lng, double kilometres)
    {
        var height = kilometres / KilometresPerDegree;
        var north = Math.Min(90, lat + height);
        var south = Math.Max(-90, lat - height);
        var shrink = Math.Cos(Math.Max(Math.Abs(north), Math.Abs(south)) * Math.PI / 180);
        var width = shrink < 1e-6 ? 180 : Math.Min(180, height / shrink);
        return width >= 180 ? new GeoBox(south, -180, north, 180) : new GeoBox(south, Normalize(lng - width), north, Normalize(lng + width));
    }

    /// <summary>Whether a point is in the box, its edges included.</summary>
    public bool Contains(double lat, double lng) =>
        lat >= SwLat && lat <= NeLat && (ContainsLng(lng) || (Math.Abs(lng) == 180 && ContainsLng(-lng)));

    private bool ContainsLng(double lng) => CrossesAntimeridian ? lng >= SwLng || lng <= NeLng : lng >= SwLng && lng <= NeLng;

    private static double Normalize(double lng) => lng > 180 ? lng - 360 : lng < -180 ? lng + 360 : lng;
}
