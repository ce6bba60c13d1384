using System.Diagnostics;
using System.Text;
using Realtime.OfflineDelivery.Sequencing;

namespace Realtime.OfflineDelivery.Diagnostics;

/// <summary>This service's part of a message's trace: its way in where that is no request, and its storing.</summary>
internal static partial class DeliverySpans
{
    public const string IngressName = "realtime.ingress";
    public const string StoreName = "realtime.store";

    private const string TraceHeader = "traceparent";

    private static readonly ActivitySource Source = new("Realtime.OfflineDelivery");

    /// <summary>A plain AMQP message continues the trace of its header <c>traceparent</c>, or begins one.</summary>
    public static Activity? Ingress(IDictionary<string, object?>? headers, string messageId)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var span = Source.StartActivity(IngressName, ActivityKind.Consumer, ParentOf(headers));
        return Tag(span, messageId);
    }

    /// <summary>The messages of a batch that are new are stored now; the batch was begun at <paramref name="began"/>.</summary>
    public static void Stored(BatchPlan plan, DateTimeOffset began, ILogger logger)
    {
        if (!Source.HasListeners() && !logger.IsEnabled(LogLevel.Debug))
        {
            return;
        }

        foreach (var message in plan.Messages)
        {
            if (message is { IsNew: true, Entry.MessageId: { } id })
            {
                using var span = ActivityContext.TryParse(message.Entry.Trace, null, isRemote: true, out var parent)
                    ? Source.StartActivity(StoreName, ActivityKind.Consumer, parent, startTime: began)
                    : null;
                Tag(span, id)?.SetTag("realtime.target", message.Entry.Target);
                Log.Stored(logger, id, message.Entry.Target);
            }
        }
    }

    private static Activity? Tag(Activity? span, string messageId) =>
        span?.SetTag("messaging.system", "rabbitmq").SetTag("messaging.message.id", messageId);

    private static ActivityContext ParentOf(IDictionary<string, object?>? headers)
    {
        object? value = null;
        headers?.TryGetValue(TraceHeader, out value);
        var text = value switch { byte[] bytes => Encoding.ASCII.GetString(bytes), string given => given, _ => null };
        return ActivityContext.TryParse(text, null, isRemote: true, out var parent) ? parent : default;
    }

    private static partial class Log
    {
        [LoggerMessage(5132, LogLevel.Debug, "Message {MessageId} for {Target} is stored.", EventName = "MessageStored")]
        public static partial void Stored(ILogger logger, string messageId, string target);
    }
}
