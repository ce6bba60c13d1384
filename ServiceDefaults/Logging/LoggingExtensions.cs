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
        var development = builder.Environment.IsDevelopment();
        builder.Logging.AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        builder.Services.PostConfigure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Error;
            console.FormatterName ??= development ? ConsoleFormatterNames.Simple : JsonLogFormatter.FormatterName;
        });
        builder.Services.Configure<SimpleConsoleFormatterOptions>(simple =>
        {
            simple.SingleLine = true;
            simple.TimestampFormat = "HH:mm:ss.fff ";
            simple.UseUtcTimestamp = true;
        });
        // The client's own request logs repeat whole addresses; traces have them, redacted.
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
    }
}
