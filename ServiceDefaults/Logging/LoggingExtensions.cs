using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Realtime.ServiceDefaults.Logging;

internal static class LoggingExtensions
{
    /// <summary>JSON lines outside Development, readable lines inside; errors go to stderr. Logging:Console:FormatterName overrides.</summary>
    public static void AddRealtimeLogging(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ILoggerProvider, LogMetrics>();
        var development = builder.Environment.IsDevelopment();
        builder.Logging.AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        builder.Services.PostConfigure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Error;
            console.FormatterName ??= development ? ConsoleFormatterNames.Simple : JsonLogFormatter.FormatterName;
        });
        // The first formatter of a name is taken: this one goes before the built-in "simple".
        builder.Services.Insert(0, ServiceDescriptor.Singleton<ConsoleFormatter, ReadableLogFormatter>());
        // The client's own request logs repeat whole addresses; traces have them, redacted.
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
    }
}
