using System.Diagnostics;
using OpenTelemetry;
using Realtime.ServiceDefaults.Logging;

namespace Realtime.ServiceDefaults.Telemetry;

/// <summary>Takes credentials out of what spans carry.</summary>
internal sealed class RedactingProcessor : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        List<KeyValuePair<string, string>>? cleaned = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (tag.Value is string value && SecretRedactor.Redact(value) is var clean && !ReferenceEquals(clean, value))
            {
                (cleaned ??= []).Add(new(tag.Key, clean));
            }
        }

        foreach (var (name, value) in cleaned ?? [])
        {
            data.SetTag(name, value);
        }

        if (data.StatusDescription is { } description)
        {
            data.SetStatus(data.Status, SecretRedactor.Redact(description));
        }

        // Events cannot be changed any more. Exceptions were cleaned when they were added; what still holds a credential is not exported at all.
        if (HasSecretEvent(data))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    private static bool HasSecretEvent(Activity data)
    {
        foreach (ref readonly var one in data.EnumerateEvents())
        {
            foreach (ref readonly var tag in one.EnumerateTagObjects())
            {
                if (tag.Value is string value && !ReferenceEquals(SecretRedactor.Redact(value), value))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
