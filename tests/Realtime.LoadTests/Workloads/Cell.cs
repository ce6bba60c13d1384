using System.Globalization;
using Realtime.LoadTests.Servers;

namespace Realtime.LoadTests.Workloads;

internal static class Cell
{
    public static string Of(Contestant contestant, Workload workload, TimeSpan time)
    {
        using (contestant)
        {
            var measured = workload.Run(contestant.Server, contestant.Wire, time);
            var value = measured.Value.ToString(measured.Value >= 100 ? "N0" : "0.00", CultureInfo.InvariantCulture);
            return double.IsNaN(measured.PerSecond) ? value : $"{value} ({measured.PerSecond.ToString("N0", CultureInfo.InvariantCulture)}/s)";
        }
    }
}
