using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Realtime.ServiceDefaults.Logging;

/// <summary>Stands before the built-in "simple": one line an entry for people, without credentials.</summary>
internal sealed class ReadableLogFormatter(TimeProvider time) : ConsoleFormatter(ConsoleFormatterNames.Simple)
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var at = time.GetLocalNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var line = $"{at} {LevelNames.Of(logEntry.LogLevel),-5} {logEntry.Category}: {SecretRedactor.Redact(message ?? "").ReplaceLineEndings(" ")}";
        textWriter.WriteLine(line);
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(SecretRedactor.Redact(exception.ToString()));
        }
    }
}
