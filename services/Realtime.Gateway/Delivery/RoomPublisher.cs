using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Rooms;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Delivery;

/// <summary>
/// Messages of clients to rooms. Without history: at once to the local members, and one copy to the other gateways. With history: to the room's shard,
/// from where they come back numbered to everybody but the publishing socket.
/// </summary>
internal sealed class RoomPublisher(
    ConnectionHub hub,
    RoomNamespaces namespaces,
    FanoutPublisher fanout,
    DurablePublisher durable,
    TrafficMetrics metrics,
    TimeProvider time)
{
    public bool IsDurable(string room) => namespaces.Of(room).HasHistory;

    public void PublishEphemeral(in RoomPublishRequest request, ReadOnlyMemory<byte> data)
    {
        var now = time.GetUtcNow();
        hub.Publish(new RoomMessage
        {
            Kind = TargetKind.Room,
            Target = request.Room,
            Type = request.Type,
            Data = data,
            MessageId = request.MessageId,
            Sender = request.Sender,
            Timestamp = now,
            ExcludeConnection = request.Connection,
        });
        var key = RoutingKeys.Room(request.Room);
        fanout.TryPost(key, new BatchEntry
        {
            Kind = EntryKind.RoomMessage,
            Target = key,
            Type = request.Type,
            MessageId = request.MessageId,
            Sender = request.Sender,
            Timestamp = now.ToUnixTimeMilliseconds(),
            Data = data,
        });
        metrics.Published("ephemeral", accepted: true);
    }

    public ValueTask<PublishOutcome> PublishDurableAsync(in RoomPublishRequest request, ReadOnlyMemory<byte> data) => durable.PublishAsync(new BatchEntry
    {
        Kind = EntryKind.RoomPublish,
        Flags = EntryFlags.Durable | (request.Connection is null ? EntryFlags.None : EntryFlags.ExcludeConnection),
        Target = RoutingKeys.Room(request.Room),
        Type = request.Type,
        MessageId = request.MessageId,
        Sender = request.Sender,
        Connection = request.Connection?.Id,
        Timestamp = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Trace = TraceContext.Current(),
        Data = data,
    });
}
