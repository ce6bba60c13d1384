using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Namespaces;
using Realtime.Gateway.SocketIo.Packets;
using Realtime.Gateway.SocketIo.Recovery;

namespace Realtime.Gateway.SocketIo.Rooms;

/// <summary>
/// Socket.IO's form of what the hub sends: rooms by their own rules, a direct message as an event of its type in <c>/user</c>, anything else not at all.
/// </summary>
internal sealed class RoomEvents(IEnumerable<IRoomEvents> rules, RoomFanout fanout)
{
    private readonly IRoomEvents[] _rules = [.. rules];

    /// <summary>The frame for the hub to send; null for rooms, whose members get theirs from <see cref="RoomFanout"/>.</summary>
    public OutboundFrame? Encode(RoomMessage message)
    {
        if (PacketData.IsReserved(message.Type))
        {
            return null;
        }

        if (message.Kind == TargetKind.User)
        {
            return PacketWriter.Event(UserNamespace.Path, message.Type, message.Data.Span);
        }

        if (message.Kind == TargetKind.Room && Read(message) is { Count: > 0 } events)
        {
            fanout.Send(message, UserNamespace.Path, events);
        }

        return null;
    }

    private IReadOnlyList<KeptEvent> Read(RoomMessage message)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(message))
            {
                return rule.Read(message);
            }
        }

        return [new KeptEvent(message.Type, message.Data.ToArray())];
    }
}
