using System.Globalization;

namespace Realtime.OfflineDelivery.Figures;

/// <summary>Processor time of the stack's processes by program, from <c>/proc</c>: it holds on a busy machine, where rates and latencies do not.</summary>
internal static class ProcessTimes
{
    // The kernel counts in hundredths of a second.
    private const double MicrosecondsPerTick = 10_000;

    /// <summary>Microseconds so far of this process and all that descend from it.</summary>
    public static Dictionary<string, double> Take()
    {
        var processes = Directory.EnumerateDirectories("/proc")
            .Select(static folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<Entry>()
            .ToDictionary(static process => process.Id);
        var times = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var process in processes.Values.Where(process => Descends(process, processes)))
        {
            times[process.Program] = times.GetValueOrDefault(process.Program) + process.Microseconds;
        }

        return times;
    }

    /// <summary>What each program spent on one of <paramref name="messages"/> since <paramref name="before"/>, the dearest first.</summary>
    public static string PerMessage(Dictionary<string, double> before, int messages)
    {
        var spent = Take()
            .Select(pair => (pair.Key, Value: (pair.Value - before.GetValueOrDefault(pair.Key)) / messages))
            .Where(static pair => pair.Value >= 0.5)
            .OrderByDescending(static pair => pair.Value)
            .ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{spent.Sum(static pair => pair.Value):0} µs of processor a message: {string.Join(", ", spent.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value:0}")))}");
    }

    private static bool Descends(Entry process, Dictionary<int, Entry> all)
    {
        while (process.Id != Environment.ProcessId)
        {
            if (!all.TryGetValue(process.Parent, out var parent))
            {
                return false;
            }

            process = parent;
        }

        return true;
    }

    private static Entry? Read(int id)
    {
        try
        {
            // The name is in brackets and may hold anything; behind it: state, parent, and from the twelfth field on the times.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var open = stat.IndexOf('(', StringComparison.Ordinal);
            var close = stat.LastIndexOf(')');
            var fields = stat[(close + 2)..].Split(' ');
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return new Entry(id, int.Parse(fields[1], CultureInfo.InvariantCulture), Program(id, stat[(open + 1)..close]), ticks * MicrosecondsPerTick);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
            return null;
        }
    }

    private static string Program(int id, string name)
    {
        if (id == Environment.ProcessId)
        {
            return "this tool";
        }

        // The kernel keeps fifteen characters of a name, the command line all of it; a database's processes rewrite theirs.
        var command = File.ReadAllText($"/proc/{id}/cmdline").Split('\0')[0];
        var program = Path.GetFileName(command);
        return program.StartsWith(name, StringComparison.Ordinal) ? program.Split(':')[0] : name;
    }

    private sealed record Entry(int Id, int Parent, string Program, double Microseconds);
}
