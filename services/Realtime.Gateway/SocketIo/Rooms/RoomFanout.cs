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
        // An id is its publisher's; the server's own messages have none but the id.
        var id = message.Scope.Length > 0 && message.MessageId is not null ? $"{message.Scope}/{message.MessageId}" : message.MessageId;
        lock (log.Gate)
        {
            using var frame = log.Append(RecoveryLog.RoomKey(message.Target), id, message.Timestamp.ToUnixTimeMilliseconds(), name, events);
            foreach (var member in hub.GetRoomMembers(message.Target))
            {
                if (member.Protocol is SocketIoAdapter
                    && member != message.ExcludeConnection
                    && (message.ExcludeUser is not { } user || member.UserId != user)
                    && !seen.Contains(member, id))
                {
                    member.TrySend(frame);
                }
            }
        }
    }
}
