using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Realtime.ServiceDefaults.Health;

/// <summary>Says once when a dependency goes down and once when it is back; the framework repeats itself at every probe.</summary>
internal sealed partial class HealthTransitions(ILogger<HealthTransitions> logger)
{
    private readonly ConcurrentDictionary<string, bool> _up = new(StringComparer.Ordinal);

    public void Note(HealthReport report)
    {
        foreach (var (name, entry) in report.Entries)
        {
            var up = entry.Status == HealthStatus.Healthy;
            var before = true;
            _up.AddOrUpdate(name, up, (_, seen) =>
            {
                before = seen;
                return up;
            });
            if (up && !before)
            {
                Log.Up(logger, name);
            }
            else if (!up && before)
            {
                Log.Down(logger, name, entry.Description ?? entry.Exception?.Message ?? "check failed");
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9040, LogLevel.Warning, "Dependency {Dependency} is down: {Detail}.", EventName = "DependencyDown")]
        public static partial void Down(ILogger logger, string dependency, string detail);

        [LoggerMessage(9041, LogLevel.Information, "Dependency {Dependency} is up again.", EventName = "DependencyUp")]
        public static partial void Up(ILogger logger, string dependency);
    }
}
