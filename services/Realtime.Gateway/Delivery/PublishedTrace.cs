using System.Diagnostics;
using System.Text;
using Realtime.Messaging.Batches;

namespace Realtime.Gateway.Delivery;

/// <summary>The span that published a durable message, and when; only of messages whose trace is recorded.</summary>
internal sealed record PublishedTrace(ActivityContext Context, DateTimeOffset PublishedAt)
{
    /// <summary>Null when nobody listens here, or the publisher's trace is not recorded.</summary>
    public static PublishedTrace? From(in BatchEntryView entry) =>
        !entry.Trace.IsEmpty
        && TraceContext.Source.HasListeners()
        && ActivityContext.TryParse(Encoding.UTF8.GetString(entry.Trace.Span), null, isRemote: true, out var context)
        && (context.TraceFlags & ActivityTraceFlags.Recorded) != 0
            ? new PublishedTrace(context, DateTimeOffset.FromUnixTimeMilliseconds(entry.Timestamp))
            : null;
}
