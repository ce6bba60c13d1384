using System.Diagnostics;
using Realtime.Gateway.Diagnostics;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;

namespace Realtime.Gateway.Delivery;

/// <summary>Publishes to a shard and waits for the broker's confirm, which is what makes a message accepted. One span per message.</summary>
internal sealed class DurablePublisher(ShardPublisher shards, ConfirmBursts confirms, TrafficMetrics metrics, TimeProvider time)
{
    public ValueTask<PublishOutcome> PublishAsync(BatchEntry entry)
    {
        // The loop's thread goes on to other clients' messages: theirs are not children of this span.
        var outer = Activity.Current;
        var activity = TraceContext.Source.StartActivity("realtime.publish", ActivityKind.Producer);
        if (activity is not null)
        {
            activity.SetTag("messaging.system", "rabbitmq");
            activity.SetTag("messaging.message.id", entry.MessageId);
            entry = entry with { Trace = activity.Id };
        }

        Activity.Current = outer;

        // The entry is packed before this returns: its data may point into a receive buffer.
        return AwaitAsync(confirms.JoinAsync(shards.PublishAsync(entry)), activity, time.GetTimestamp());
    }

    private async ValueTask<PublishOutcome> AwaitAsync(Task<PublishResult> publish, Activity? activity, long startedAt)
    {
        using (activity)
        {
            var result = await publish;
            var accepted = result == PublishResult.Confirmed;
            if (accepted)
            {
                metrics.Confirmed(time.GetElapsedTime(startedAt));
            }
            else
            {
                activity?.SetStatus(ActivityStatusCode.Error, result.ToString());
            }

            metrics.Published("durable", accepted);
            return new PublishOutcome(accepted);
        }
    }
}
