using System.Text;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Topology;

namespace Realtime.Gateway.Delivery;

/// <summary>Direct messages and inboxes to local sockets. Everything here runs under the lane's gate.</summary>
internal sealed class UserDelivery(ConnectionHub hub, InboxDrains drains, DurableWriter writer, DedupeWindow window, Reports reports)
{
    /// <summary>A live message: once per user, unless it is a redelivery.</summary>
    public void Deliver(in BatchEntryView entry)
    {
        if (RoutingKeys.TryUser(Text(entry.Target), out var user))
        {
            Deliver(user, Message(entry, user));
        }
    }

    public void Deliver(string user, RoomMessage message)
    {
        var connections = hub.GetUserConnections(user);
        if (connections.Count == 0 || message.MessageId is not { } id)
        {
            return;
        }

        var name = new MessageName(message.Scope, id);
        if (!message.Redelivered && !window.TryAdd(user, name))
        {
            return;
        }

        reports.Routed(RoutingKeys.User(user), name);
        var frames = new FrameCache(message);
        foreach (var connection in connections)
        {
            if (frames.For(connection) is { } frame)
            {
                Send(connection, frame, user, name, message.Trace, message.Redelivered);
            }
        }

        frames.Release();
    }

    public void DeliverItem(in BatchEntryView entry)
    {
        if (Addressed(entry) is not { } connection || connection.State is not IDurableReceiver receiver || !RoutingKeys.TryUser(Text(entry.Target), out var user))
        {
            return;
        }

        var message = Message(entry, user);
        if (connection.Protocol.Encode(message) is not { } frame)
        {
            return;
        }

        if (receiver.Drain is { } open)
        {
            drains.Extend(open);
        }

        if (!message.Durable)
        {
            SendNotice(connection, receiver, frame);
            return;
        }

        var name = new MessageName(message.Scope, message.MessageId!);
        var drain = receiver.Drain;
        if (drain is not null && !drain.See(name))
        {
            frame.Release();
            return;
        }

        reports.Routed(RoutingKeys.User(user), name);
        if (drain is null)
        {
            // The drain was given up and its inbox comes after all.
            writer.Send(connection, receiver, frame, RoutingKeys.User(user), name, message.Trace);
            frame.Release();
        }
        else if (!drain.Inbox.Add(new HeldFrame(frame, name, 0, message.Trace)))
        {
            connection.Close(CloseCode.TooSlow, "Too slow");
        }
    }

    /// <summary>Something that is told with the inbox and is in no inbox: nobody waits for its receipt.</summary>
    private static void SendNotice(ClientConnection connection, IDurableReceiver receiver, OutboundFrame frame)
    {
        if (receiver.Drain is not { } drain)
        {
            connection.TrySend(frame);
            frame.Release();
        }
        else if (!drain.Inbox.Add(new HeldFrame(frame, null, 0)))
        {
            connection.Close(CloseCode.TooSlow, "Too slow");
        }
    }

    public void EndDrain(in BatchEntryView entry)
    {
        if (Addressed(entry)?.State is IDurableReceiver { Drain: { } drain })
        {
            drains.End(drain, Text(entry.MessageId));
        }
    }

    private void Send(ClientConnection connection, OutboundFrame frame, string user, MessageName message, PublishedTrace? trace, bool redelivered)
    {
        if (connection.State is not IDurableReceiver receiver)
        {
            connection.TrySend(frame);
        }
        else if (receiver.Drain is not { } drain)
        {
            writer.Send(connection, receiver, frame, RoutingKeys.User(user), message, trace);
        }
        else if (!redelivered && drain.See(message))
        {
            // What is sent again is in the inbox, at its place there; held back here it would come behind newer messages.
            frame.AddReference();
            if (!drain.Live.Add(new HeldFrame(frame, message, 0, trace)))
            {
                connection.Close(CloseCode.TooSlow, "Too slow");
            }
        }
    }

    private ClientConnection? Addressed(in BatchEntryView entry) => hub.Find(Text(entry.Connection));

    private static RoomMessage Message(in BatchEntryView entry, string user) => new()
    {
        Kind = TargetKind.User,
        Target = user,
        Type = Text(entry.Type),
        Data = entry.Data,
        MessageId = Text(entry.MessageId),
        Sender = entry.Sender.IsEmpty ? null : Text(entry.Sender),
        Publisher = entry.Publisher.IsEmpty ? null : Text(entry.Publisher),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(entry.Timestamp),
        Durable = entry.Kind != EntryKind.DrainItem || (entry.Flags & EntryFlags.Durable) != 0,
        Redelivered = (entry.Flags & EntryFlags.Redelivered) != 0,
        Trace = PublishedTrace.From(in entry),
    };

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
