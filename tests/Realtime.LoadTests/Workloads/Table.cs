using System.Globalization;
using Realtime.LoadTests.Servers;

namespace Realtime.LoadTests.Workloads;

/// <summary>Measures and prints, a row as soon as it is known: what must be reached, what each server reached, and how many times the gateway's cost the others have.</summary>
internal sealed class Table(IReadOnlyList<string> servers, Func<string, Contestant> start, Func<Workload, LoadTime> time, int runs)
{
    /// <summary>A delivery to one of 5,000 members may cost twice what one of 100 costs.</summary>
    private const double MostGrowth = 2;

    private readonly Dictionary<string, Cell[]> _rows = [];

    public void Print(IEnumerable<Workload> workloads)
    {
        Write(["workload", "unit", "must reach", .. servers, .. servers.Skip(1).Select(name => $"{name} : {servers[0]}"), "reached"]);
        Write(Enumerable.Repeat("---", 4 + (2 * servers.Count) - 1));
        foreach (var workload in workloads)
        {
            var cells = servers.Select(name => Cell.Of(() => start(name), workload, time(workload), runs)).ToArray();
            _rows[workload.Key] = cells;
            Row(workload.Title, workload.Unit, workload.MustReach, [.. cells.Select(cell => cell.Median.Value)], [.. cells.Select(cell => cell.ToString())]);
            if (workload.Key == "fan5000")
            {
                Growth();
            }
        }
    }

    private void Growth()
    {
        if (_rows.TryGetValue("fan100", out var small))
        {
            var growth = _rows["fan5000"].Zip(small, (many, few) => many.Median.Value / few.Median.Value).ToArray();
            Row("cost per delivery at 5,000 members against 100", "times", MostGrowth, growth, [.. growth.Select(Cell.Format)]);
        }
    }

    private static void Row(string title, string unit, double? mustReach, double[] values, string[] texts) => Write(
    [
        title,
        unit,
        mustReach is { } most ? most.ToString("0.##", CultureInfo.InvariantCulture) : "",
        .. texts,
        .. values.Skip(1).Select(value => Cell.Format(value / values[0])),
        mustReach is null ? "" : values[0] <= mustReach ? "yes" : "no",
    ]);

    private static void Write(IEnumerable<string> cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
