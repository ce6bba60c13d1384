using Realtime.Messaging.Batches;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Delivery;

/// <summary>Direct messages: one confirmed publish that stores and delivers at once.</summary>
internal sealed class DirectPublisher(DurablePublisher durable, TimeProvider time)
{
    public ValueTask<PublishOutcome> PublishAsync(string user, string type, string messageId, string? sender, int ttlSeconds, ReadOnlyMemory<byte> data) =>
        durable.PublishAsync(new BatchEntry
        {
            Kind = EntryKind.UserMessage,
            Flags = EntryFlags.Durable,
            Target = RoutingKeys.User(user),
            Type = type,
            MessageId = messageId,
            Sender = sender,
            TtlSeconds = ttlSeconds,
            Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Trace = TraceContext.Current(),
            Data = data,
        });
}
