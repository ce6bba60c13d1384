using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Namespaces;
using Realtime.Gateway.SocketIo.Packets;
using Realtime.Gateway.SocketIo.Recovery;

namespace Realtime.Gateway.SocketIo.Rooms;

/// <summary>
/// Encodes what the hub sends: rooms by their own rules, a direct message as an event of its type in <c>/user</c>, anything else not at all.
/// </summary>
internal sealed class RoomEvents(IEnumerable<IRoomEvents> rules, SocketRecovery recovery)
{
    private readonly IRoomEvents[] _rules = [.. rules];

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

        foreach (var rule in _rules)
        {
            if (rule.Matches(message))
            {
                return rule.Encode(message);
            }
        }

        return message.Kind == TargetKind.Room
            ? recovery.Log.Append(RecoveryLog.RoomKey(message.Target), message.MessageId, UserNamespace.Path, new KeptEvent(message.Type, message.Data.ToArray()))
            : null;
    }
}
