using OpenTelemetry;
using OpenTelemetry.Logs;
using Realtime.ServiceDefaults.Logging;

namespace Realtime.ServiceDefaults.Telemetry;

/// <summary>Takes credentials out of log records before they are exported: text, attributes and exceptions.</summary>
internal sealed class RedactingLogProcessor : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
        {
            data.FormattedMessage = SecretRedactor.Redact(message);
        }

        if (data.Attributes is { } attributes && attributes.Any(static attribute => attribute.Value is string text && !ReferenceEquals(SecretRedactor.Redact(text), text)))
        {
            data.Attributes = [.. attributes.Select(static attribute => attribute.Value is string text ? new KeyValuePair<string, object?>(attribute.Key, SecretRedactor.Redact(text)) : attribute)];
        }

        if (data.Exception is { } exception)
        {
            Clean(data, exception);
        }
    }

    /// <summary>The exporter would write an exception as it is: where it says too much, its text goes out as attributes of the same names instead.</summary>
    private static void Clean(LogRecord data, Exception exception)
    {
        var text = exception.ToString();
        var clean = SecretRedactor.Redact(text);
        if (ReferenceEquals(clean, text))
        {
            return;
        }

        data.Exception = null;
        data.Attributes =
        [
            .. data.Attributes ?? [],
            new("exception.type", exception.GetType().Name),
            new("exception.message", SecretRedactor.Redact(exception.Message)),
            new("exception.stacktrace", clean),
        ];
    }
}
