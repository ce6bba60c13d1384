using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Recovery;
using Realtime.Messaging;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.SocketIo.Rooms;

/// <summary>The gateway's own messages to rooms without history: to the local members at once, and one copy to the other gateways.</summary>
internal sealed class RoomBroadcast(ConnectionHub hub, OwnMessages own, FanoutPublisher fanout, TimeProvider time) : IRoomBroadcast
{
    public void Publish(string room, string type, ReadOnlyMemory<byte> data)
    {
        var now = time.GetUtcNow();
        var id = MessageIds.New();
        var message = new RoomMessage { Kind = TargetKind.Room, Target = room, Type = type, Data = data, MessageId = id, Timestamp = now };
        own.Note(message);
        hub.Publish(message);
        var key = RoutingKeys.Room(room);
        fanout.TryPost(key, new BatchEntry
        {
            Kind = EntryKind.RoomMessage,
            Target = key,
            Type = type,
            MessageId = id,
            Timestamp = now.ToUnixTimeMilliseconds(),
            Data = data,
        });
    }
}
