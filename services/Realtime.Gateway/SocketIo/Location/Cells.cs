using System.Globalization;

namespace Realtime.Gateway.SocketIo.Location;

/// <summary>
/// Rooms for places: the world in squares of four sizes. A box is covered by few squares of the smallest size that allows it; a move is told to the square of
/// each size it happens in.
/// </summary>
internal static class Cells
{
    private const int MostPerBox = 16;

    private static readonly double[] Sizes = [0.05, 0.5, 5, 60];

    /// <summary>The rooms of a point, one for each size.</summary>
    public static string[] Of(GeoPoint point)
    {
        var rooms = new string[Sizes.Length];
        for (var level = 0; level < Sizes.Length; level++)
        {
            rooms[level] = Room(level, Index(point.Lng + 180, level), Index(point.Lat + 90, level));
        }

        return rooms;
    }

    /// <summary>The rooms that cover a box.</summary>
    public static IReadOnlyList<string> Cover(GeoBox box)
    {
        for (var level = 0; ; level++)
        {
            var columns = Columns(box, level);
            var (bottom, top) = (Index(box.South + 90, level), Index(box.North + 90, level));
            if ((long)columns.Count * (top - bottom + 1) <= MostPerBox || level == Sizes.Length - 1)
            {
                return [.. columns.SelectMany(column => Enumerable.Range(bottom, top - bottom + 1).Select(row => Room(level, column, row)))];
            }
        }
    }

    private static List<int> Columns(GeoBox box, int level)
    {
        if (!box.CrossesAntimeridian)
        {
            return Range(Index(box.West + 180, level), Index(box.East + 180, level));
        }

        return [.. Range(Index(box.West + 180, level), Index(360, level)), .. Range(0, Index(box.East + 180, level))];
    }

    private static List<int> Range(int first, int last) => [.. Enumerable.Range(first, last - first + 1)];

    private static int Index(double degrees, int level) => (int)Math.Floor(degrees / Sizes[level]);

    private static string Room(int level, int column, int row) => string.Create(CultureInfo.InvariantCulture, $"cell:{level}/{column}/{row}");
}
