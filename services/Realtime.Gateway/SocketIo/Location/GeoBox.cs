namespace Realtime.Gateway.SocketIo.Location;

/// <summary>A box in degrees; its eastern edge is less than its western one when it crosses the antimeridian.</summary>
internal readonly record struct GeoBox(double South, double West, double North, double East)
{
    private const double MetersPerDegree = 111_320;

    public bool CrossesAntimeridian => East < West;

    public double Width => CrossesAntimeridian ? East - West + 360 : East - West;

    public GeoPoint Center
    {
        get
        {
            var lng = West + (Width / 2);
            return new GeoPoint((South + North) / 2, lng > 180 ? lng - 360 : lng);
        }
    }

    /// <summary>The box around a point whose edges are that far away.</summary>
    public static GeoBox Around(GeoPoint center, double meters)
    {
        var lat = meters / MetersPerDegree;
        var south = Math.Max(-90, center.Lat - lat);
        var north = Math.Min(90, center.Lat + lat);
        var shrink = Math.Cos(Math.Max(Math.Abs(south), Math.Abs(north)) * Math.PI / 180);
        var lng = shrink < 1e-6 ? 180 : Math.Min(180, lat / shrink);
        return lng >= 180 ? new GeoBox(south, -180, north, 180) : new GeoBox(south, Wrap(center.Lng - lng), north, Wrap(center.Lng + lng));
    }

    public bool Contains(GeoPoint point) =>
        point.Lat >= South && point.Lat <= North
        && (CrossesAntimeridian ? point.Lng >= West || point.Lng <= East : point.Lng >= West && point.Lng <= East);

    private static double Wrap(double lng) => lng < -180 ? lng + 360 : lng > 180 ? lng - 360 : lng;
}
