using System.Globalization;
using Realtime.LoadTests.Servers;

namespace Realtime.LoadTests.Workloads;

/// <summary>One server's figure for one workload: the median of its runs, each against a fresh process.</summary>
internal readonly record struct Cell(Measurement Median)
{
    public static Cell Of(Func<Contestant> start, Workload workload, LoadTime time, int runs)
    {
        var measured = new List<Measurement>();
        for (var i = 0; i < runs; i++)
        {
            using var contestant = start();
            measured.Add(workload.Run(contestant.Server, contestant.Wire, time));
        }

        return new Cell(measured.OrderBy(one => one.Value).ElementAt(runs / 2));
    }

    public override string ToString()
    {
        var value = Format(Median.Value);
        return double.IsNaN(Median.PerSecond) ? value : $"{value} ({Median.PerSecond.ToString("N0", CultureInfo.InvariantCulture)}/s)";
    }

    public static string Format(double value) => value.ToString(value >= 100 ? "N0" : "0.00", CultureInfo.InvariantCulture);
}
