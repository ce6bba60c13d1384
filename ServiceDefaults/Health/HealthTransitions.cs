using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Realtime.ServiceDefaults.Health;

/// <summary>What the last probe found of each dependency, as a metric; says once when a dependency goes down and once when it is back; the framework repeats itself at every probe.</summary>
internal sealed partial class HealthTransitions
{
    private readonly ConcurrentDictionary<string, bool> _up = new(StringComparer.Ordinal);
    private readonly ILogger _logger;

    public HealthTransitions(ILogger<HealthTransitions> logger, IMeterFactory meters)
    {
        _logger = logger;
        meters.Create("Realtime.Health").CreateObservableGauge(
            "realtime.health.dependency.up",
            () => _up.Select(static pair => new Measurement<int>(pair.Value ? 1 : 0, new KeyValuePair<string, object?>("dependency", pair.Key))),
            "{dependency}",
            "Whether the last readiness probe found a dependency healthy.");
    }

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
                Log.Up(_logger, name);
            }
            else if (!up && before)
            {
                Log.Down(_logger, name, entry.Description ?? entry.Exception?.Message ?? "check failed");
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
