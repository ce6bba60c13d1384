using System.Diagnostics;
using OpenTelemetry;
using Realtime.ServiceDefaults.Logging;

namespace Realtime.ServiceDefaults.Telemetry;

/// <summary>Takes credentials out of the addresses that spans carry.</summary>
internal sealed class RedactingProcessor : BaseProcessor<Activity>
{
    private static readonly string[] AddressTags = ["url.full", "url.query", "http.url", "http.target"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in AddressTags)
        {
            if (data.GetTagItem(tag) is string value && SecretRedactor.Redact(value) is var clean && !ReferenceEquals(clean, value))
            {
                data.SetTag(tag, clean);
            }
        }
    }
}
