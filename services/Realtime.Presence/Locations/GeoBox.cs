namespace Realtime.Presence.Locations;

/// <summary>A box in degrees; with the western edge east of the eastern one it crosses the antimeridian.</summary>
internal readonly record struct GeoBox(double South, double West, double North, double East)
{
    public bool CrossesAntimeridian => West > East;

    public double Width => CrossesAntimeridian ? 360 - West + East : East - West;

    public double CentreLat => (South + North) / 2;

    public double CentreLng => West + (Width / 2) is var lng && lng > 180 ? lng - 360 : lng;

    public bool IsValid => WrongField is null;

    /// <summary>The field that is out of bounds; null when all are right.</summary>
    public string? WrongField =>
        South is not (>= -90 and <= 90) ? "south"
        : North is not (>= -90 and <= 90) || North < South ? "north"
        : West is not (>= -180 and <= 180) ? "west"
        : East is not (>= -180 and <= 180) ? "east"
        : null;
}
