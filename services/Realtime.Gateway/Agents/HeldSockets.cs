using Realtime.Gateway.Connections;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Agents;

/// <summary>
/// Policy <c>Block</c>: a socket that does not read is not sent to any more, and the logs of its rooms keep what comes meanwhile. When it has read what
/// waited, it gets the rest from there, in order and before newer events. Neither other sockets nor whoever publishes wait for it.
/// </summary>
internal sealed class HeldSockets(DeliveryLane lane, ConnectionHub hub, RoomRecoveries recoveries)
{
    /// <summary>What waited has been read.</summary>
    public void GoOn(ClientConnection connection, AgentSocket socket) => InLane(() =>
    {
        lock (socket)
        {
            foreach (var origin in connection.TakeHeld())
            {
                if (socket.IsIn(origin.Room))
                {
                    ReadOn(connection, origin);
                }
            }
        }
    });

    /// <summary>Whether the socket joins the room by itself, behind what it gets from the log.</summary>
    public bool IsReturning(ClientConnection connection, string room) => recoveries.Count > 0 && recoveries.Find(connection, room) is not null;

    /// <summary>The socket does not want a room any more, into which it may be on its way back.</summary>
    public void Abandon(ClientConnection connection, AgentSocket socket, string room) => InLane(() =>
    {
        lock (socket)
        {
            if (!socket.IsIn(room))
            {
                recoveries.Abandon(connection, room);
                hub.Leave(connection, room);
            }
        }
    });

    private void ReadOn(ClientConnection connection, FrameOrigin from)
    {
        recoveries.Abandon(connection, from.Room);
        hub.Leave(connection, from.Room);
        recoveries.Start(connection, from.Room, new ResumePoint(from.Epoch, from.Offset - 1), replyTo: null, live: false, mustBeComplete: true);
    }

    // Between two batches, and off the I/O threads, which never wait for the lane.
    private void InLane(Action work) => ThreadPool.UnsafeQueueUserWorkItem(
        _ =>
        {
            lock (lane.Gate)
            {
                work();
            }
        },
        null);
}
