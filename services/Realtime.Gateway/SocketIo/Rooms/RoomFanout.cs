using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.SocketIo.Recovery;

namespace Realtime.Gateway.SocketIo.Rooms;

/// <summary>
/// Sends a room's message to its Socket.IO members in the order of the recovery log, so that the last position that a client has seen says what it has: a
/// hub's burst sends room after room instead. Keeping and sending are one step, in between which no socket can come back.
/// </summary>
internal sealed class RoomFanout(ConnectionHub hub, RecoveryLog log, SeenMessages seen)
{
    /// <summary>Called within a burst: the frames leave at its end.</summary>
    public void Send(RoomMessage message, string name, IReadOnlyList<KeptEvent> events)
    {
        lock (log.Gate)
        {
            using var frame = log.Append(RecoveryLog.RoomKey(message.Target), message.MessageId, message.Timestamp.ToUnixTimeMilliseconds(), name, events);
            foreach (var member in hub.GetRoomMembers(message.Target))
            {
                if (member.Protocol is SocketIoAdapter
                    && member != message.ExcludeConnection
                    && (message.ExcludeUser is not { } user || member.UserId != user)
                    && !seen.Contains(member, message.MessageId))
                {
                    member.TrySend(frame);
                }
            }
        }
    }
}
