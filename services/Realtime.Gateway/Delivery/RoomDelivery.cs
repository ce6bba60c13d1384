using System.Text;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Delivery;

/// <summary>Room messages from the backplane to local members, and replays to single connections. Everything here runs under the lane's gate.</summary>
internal sealed class RoomDelivery(ConnectionHub hub, RoomRecoveries recoveries, RoomCursors cursors, RoomCatchUps catchUps, RecoveredHeads heads, Reports reports)
{
    public void Deliver(in BatchEntryView entry)
    {
        if (!RoutingKeys.TryRoom(Text(entry.Target), out var room))
        {
            return;
        }

        var message = Message(entry, room);
        if (message.Offset is null)
        {
            hub.Publish(message);
        }
        else if (!catchUps.TryHold(room, message))
        {
            DeliverNumbered(room, message);
        }
    }

    /// <summary>Rooms whose catch-up does not come go on without.</summary>
    public void GoOn()
    {
        foreach (var overdue in catchUps.TakeOverdue())
        {
            EndCatchUp(overdue);
        }
    }

    private void DeliverNumbered(string room, RoomMessage message, bool isNamed = true)
    {
        var offset = message.Offset!.Value;
        if (!cursors.Advance(room, message.Epoch!, offset))
        {
            return;
        }

        var members = heads.Concerns(room, message.Epoch!, offset) ? PublishToOthers(message, room, offset) : hub.Publish(message);
        var waiting = Hold(message, room, offset);
        if (members + waiting > 0 && message.MessageId is { } id)
        {
            var target = RoutingKeys.Room(room);
            var name = new MessageName(message.Scope, id);
            if (isNamed)
            {
                reports.Routed(target, name);
                reports.Written(target, name);
            }

            DurableSpans.Delivered(id, message.Trace);
        }
    }

    public void DeliverItem(in BatchEntryView entry)
    {
        if (!RoutingKeys.TryRoom(Text(entry.Target), out var room))
        {
            return;
        }

        if (IsCatchUp(entry))
        {
            if (catchUps.IsOpen(room))
            {
                catchUps.Extend(room);
                // What is replayed does not tell its publisher where that is not the sender: no step can be reported of it.
                DeliverNumbered(room, Message(entry, room), isNamed: !entry.Sender.IsEmpty);
            }

            return;
        }

        if (hub.Find(Text(entry.Connection)) is not { } connection
            || recoveries.Find(connection, room) is not { Acknowledged: false } recovery)
        {
            return;
        }

        if (connection.Protocol.Encode(Message(entry, room) with { ExcludeConnection = null }) is { } frame)
        {
            recoveries.Replay(recovery, frame, entry.Offset);
            frame.Release();
        }
    }

    public void EndRecovery(in BatchEntryView entry)
    {
        if (!RoutingKeys.TryRoom(Text(entry.Target), out var room))
        {
            return;
        }

        if (IsCatchUp(entry))
        {
            if (catchUps.Find(room) is { } catchUp)
            {
                EndCatchUp(catchUp);
            }
        }
        else if (hub.Find(Text(entry.Connection)) is { } connection && recoveries.Find(connection, room) is { } recovery && recovery.Request == Text(entry.MessageId))
        {
            var recovered = (entry.Flags & EntryFlags.Recovered) != 0;
            recoveries.End(recovery, new RecoveryEnd(Text(entry.Epoch), entry.Offset, recovered, 0, Available: true, entry.Data));
        }
    }

    /// <summary>Who came and who went: one frame each, not to the user's own sockets.</summary>
    public void TellMembers(in BatchEntryView entry)
    {
        if (!RoutingKeys.TryRoom(Text(entry.Target), out var room) || hub.CountInRoom(room) == 0)
        {
            return;
        }

        foreach (var change in MemberChange.Read(entry.Data.Span))
        {
            hub.Publish(new RoomMessage
            {
                Kind = TargetKind.Room,
                Target = room,
                Type = change.Joined ? "user_joined" : "user_left",
                Data = MembershipData.Write(room, change),
                Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(entry.Timestamp),
                ExcludeUser = change.UserId,
                OnlyProtocol = Native.NativeAdapter.ProtocolName,
            });
        }
    }

    private static bool IsCatchUp(in BatchEntryView entry) => entry.Connection.Span.SequenceEqual(RoomCatchUps.AddresseeUtf8);

    private void EndCatchUp(RoomCatchUp catchUp)
    {
        foreach (var message in catchUps.End(catchUp))
        {
            DeliverNumbered(catchUp.Room, message);
        }
    }

    /// <summary>Not to the members that have the message from their replay.</summary>
    private int PublishToOthers(RoomMessage message, string room, long offset)
    {
        var frames = new FrameCache(message);
        var sent = 0;
        foreach (var connection in hub.GetRoomMembers(room))
        {
            if (!ReferenceEquals(connection, message.ExcludeConnection) && !heads.Has(room, connection, offset) && frames.For(connection) is { } frame)
            {
                connection.TrySend(frame);
                sent++;
            }
        }

        frames.Release();
        return sent;
    }

    private int Hold(RoomMessage message, string room, long offset)
    {
        var waiting = recoveries.In(room);
        if (waiting.Count == 0)
        {
            return 0;
        }

        var frames = new FrameCache(message);
        foreach (var recovery in waiting)
        {
            if (!ReferenceEquals(recovery.Connection, message.ExcludeConnection) && frames.For(recovery.Connection) is { } frame)
            {
                RoomRecoveries.Hold(recovery, frame, offset);
            }
        }

        frames.Release();
        return waiting.Count;
    }

    private RoomMessage Message(in BatchEntryView entry, string room) => new()
    {
        Kind = TargetKind.Room,
        Target = room,
        Type = Text(entry.Type),
        Data = entry.Data,
        MessageId = entry.MessageId.IsEmpty ? null : Text(entry.MessageId),
        Sender = entry.Sender.IsEmpty ? null : Text(entry.Sender),
        Publisher = entry.Publisher.IsEmpty ? null : Text(entry.Publisher),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(entry.Timestamp),
        Epoch = entry.Epoch.IsEmpty ? null : Text(entry.Epoch),
        Offset = entry.Epoch.IsEmpty ? null : entry.Offset,
        Durable = (entry.Flags & EntryFlags.Durable) != 0,
        Redelivered = (entry.Flags & EntryFlags.Redelivered) != 0,
        Trace = PublishedTrace.From(in entry),
        ExcludeConnection = (entry.Flags & EntryFlags.ExcludeConnection) != 0 ? hub.Find(Text(entry.Connection)) : null,
    };

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
