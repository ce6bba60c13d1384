using System.Text;
using Realtime.Contracts.Wire;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;

namespace Realtime.Gateway.Backplane;

/// <summary>Messages to every authenticated socket: here at once, elsewhere over the backplane.</summary>
internal sealed class Broadcasts(ConnectionHub hub, FanoutPublisher fanout, TrafficMetrics metrics, TimeProvider time)
{
    public void Send(string type, string messageId, ReadOnlyMemory<byte> data)
    {
        var now = time.GetUtcNow();
        metrics.Broadcast();
        hub.Publish(new RoomMessage { Kind = TargetKind.All, Type = type, Data = data, MessageId = messageId, Timestamp = now });
        fanout.TryPost(BusNames.AllKey, new BatchEntry
        {
            Kind = EntryKind.Broadcast,
            Target = BusNames.AllKey,
            Type = type,
            MessageId = messageId,
            Timestamp = now.ToUnixTimeMilliseconds(),
            Data = data,
        });
    }

    public static RoomMessage Message(in BatchEntryView entry) => new()
    {
        Kind = TargetKind.All,
        Type = Encoding.UTF8.GetString(entry.Type.Span),
        Data = entry.Data,
        MessageId = entry.MessageId.IsEmpty ? null : Encoding.UTF8.GetString(entry.MessageId.Span),
        Sender = entry.Sender.IsEmpty ? null : Encoding.UTF8.GetString(entry.Sender.Span),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(entry.Timestamp),
    };
}
