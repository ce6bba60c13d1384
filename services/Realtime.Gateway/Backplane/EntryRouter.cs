using Realtime.Gateway.Delivery;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Hub;
using Realtime.Messaging.Batches;

namespace Realtime.Gateway.Backplane;

/// <summary>Hands each entry of a batch to what handles its kind. Runs under the lane's gate and never throws for what came over the wire.</summary>
internal sealed partial class EntryRouter(
    GatewayNode node,
    ConnectionHub hub,
    RoomDelivery rooms,
    UserDelivery users,
    ControlEntries control,
    TrafficMetrics metrics,
    TimeProvider time,
    ILogger<EntryRouter> logger)
{
    private readonly byte[] _self = System.Text.Encoding.UTF8.GetBytes(node.Id);

    public void Route(BatchReader reader)
    {
        metrics.Batch(reader.Count);
        var own = reader.Origin.Span.SequenceEqual(_self);
        while (reader.TryRead(out var entry))
        {
            try
            {
                Route(in entry, own);
            }
            catch (Exception exception)
            {
                Log.Failed(logger, exception, entry.Kind);
            }
        }

        if (reader.IsMalformed)
        {
            Log.Malformed(logger, reader.Position);
        }
    }

    private void Route(in BatchEntryView entry, bool own)
    {
        switch (entry.Kind)
        {
            case EntryKind.RoomMessage when !own:
                Measure(in entry);
                rooms.Deliver(in entry);
                break;
            case EntryKind.UserMessage:
                Measure(in entry);
                users.Deliver(in entry);
                break;
            case EntryKind.Broadcast when !own:
                metrics.Entry(nameof(EntryKind.Broadcast));
                hub.Publish(Broadcasts.Message(in entry));
                break;
            case EntryKind.DrainItem:
                users.DeliverItem(in entry);
                break;
            case EntryKind.DrainEnd:
                users.EndDrain(in entry);
                break;
            case EntryKind.RecoverItem:
                rooms.DeliverItem(in entry);
                break;
            case EntryKind.RecoverEnd:
                rooms.EndRecovery(in entry);
                break;
            case EntryKind.Members:
                rooms.TellMembers(in entry);
                break;
            case EntryKind.Control when !own:
                metrics.Entry(nameof(EntryKind.Control));
                control.Handle(in entry);
                break;
        }
    }

    private void Measure(in BatchEntryView entry)
    {
        metrics.Entry(entry.Kind.ToString());
        metrics.Lag(time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(entry.Timestamp));
    }

    private static partial class Log
    {
        [LoggerMessage(211, LogLevel.Error, "An entry of kind {Kind} could not be handled.", EventName = "EntryFailed")]
        public static partial void Failed(ILogger logger, Exception exception, EntryKind kind);

        [LoggerMessage(212, LogLevel.Warning, "A batch was malformed after {Entries} entries.", EventName = "BatchMalformed")]
        public static partial void Malformed(ILogger logger, int entries);
    }
}
