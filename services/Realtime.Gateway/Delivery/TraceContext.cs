using System.Diagnostics;

namespace Realtime.Gateway.Delivery;

/// <summary>The trace that a durable message carries through the broker.</summary>
internal static class TraceContext
{
    public const string SourceName = "Realtime.Gateway";

    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>The current traceparent; null when nothing is being traced.</summary>
    public static string? Current() => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;
}
