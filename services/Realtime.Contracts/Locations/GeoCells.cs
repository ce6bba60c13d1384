using System.Globalization;

namespace Realtime.Contracts.Locations;

/// <summary>
/// Rooms <c>cell:&lt;level&gt;.&lt;row&gt;.&lt;column&gt;</c> that divide the earth at four levels: squares of 0.1, 1 and 10 degrees, and the whole. Presence tells
/// each move to the cells of all levels; who follows a box joins the few cells of one level that cover it.
/// </summary>
public static class GeoCells
{
    /// <summary>Number of levels.</summary>
    public const int Levels = 4;

    /// <summary>Cells that cover a box, at most, unless said otherwise.</summary>
    public const int DefaultMaxCells = 16;

    private static readonly int[] CellsPerTurn = [3600, 360, 36, 1];

    /// <summary>The room of a point's cell at a level.</summary>
    public static string Room(int level, double lat, double lng) => Name(level, Row(level, lat), Wrap(level, Column(level, lng)));

    /// <summary>The rooms of all cells, one a level, that hold a point.</summary>
    public static IReadOnlyList<string> RoomsOf(double lat, double lng) => [.. Enumerable.Range(0, Levels).Select(level => Room(level, lat, lng))];

    /// <summary>The rooms of the cells that cover a box: those of the finest level at which they are at most <paramref name="maxCells"/>.</summary>
    public static IReadOnlyList<string> Cover(GeoBox box, int maxCells = DefaultMaxCells)
    {
        for (var level = 0; level < Levels - 1; level++)
        {
            var rows = Row(level, box.NeLat) - Row(level, box.SwLat) + 1;
            var first = Column(level, box.SwLng);
            var columns = Math.Min(CellsPerTurn[level], Column(level, box.NeLng) - first + 1 + (box.CrossesAntimeridian ? CellsPerTurn[level] : 0));
            if ((long)rows * columns <= maxCells)
            {
                return [.. Enumerable.Range(Row(level, box.SwLat), rows)
                    .SelectMany(row => Enumerable.Range(first, columns).Select(column => Name(level, row, Wrap(level, column))))
                    .Distinct()];
            }
        }

        return [Name(Levels - 1, 0, 0)];
    }

    private static int Row(int level, double lat) => level == Levels - 1 ? 0 : (int)Math.Floor((lat + 90) * CellsPerTurn[level] / 360);

    private static int Column(int level, double lng) => (int)Math.Floor((lng + 180) * CellsPerTurn[level] / 360);

    private static int Wrap(int level, int column) => column % CellsPerTurn[level];

    private static string Name(int level, int row, int column) => string.Create(CultureInfo.InvariantCulture, $"cell:{level}.{row}.{column}");
}
