using System.Diagnostics;
using Realtime.ServiceDefaults.Logging;

namespace Realtime.ServiceDefaults.Telemetry;

/// <summary>Words the exceptions that are added to spans, without credentials; samples nothing itself.</summary>
internal static class ExceptionRedaction
{
    public static ActivityListener Listen(IReadOnlyList<string> sources)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Any(pattern => pattern.EndsWith('*') ? source.Name.StartsWith(pattern[..^1], StringComparison.Ordinal) : source.Name == pattern),
            ExceptionRecorder = static (_, exception, ref tags) =>
            {
                tags.Add("exception.message", SecretRedactor.Redact(exception.Message));
                tags.Add("exception.stacktrace", SecretRedactor.Redact(exception.ToString()));
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
