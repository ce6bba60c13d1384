using OpenTelemetry;
using OpenTelemetry.Logs;
using Realtime.ServiceDefaults.Logging;

namespace Realtime.ServiceDefaults.Telemetry;

/// <summary>Takes credentials out of log records before they are exported.</summary>
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
    }
}
