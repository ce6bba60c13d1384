using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Realtime.ServiceDefaults.Logging;

/// <summary>Counts warnings and worse, so that an alert can follow the logs without reading them.</summary>
[ProviderAlias("Metrics")]
internal sealed class LogMetrics : ILoggerProvider
{
    private readonly Counting _logger;

    public LogMetrics(IMeterFactory meters) =>
        _logger = new Counting(meters.Create("Realtime.Logging").CreateCounter<long>("realtime.log.entries", "{entry}", "Log entries of level warn, error and critical."));

    public ILogger CreateLogger(string categoryName) => _logger;

    public void Dispose()
    {
    }

    private sealed class Counting(Counter<long> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                entries.Add(1, new KeyValuePair<string, object?>("level", LevelNames.Of(logLevel)));
            }
        }
    }
}
