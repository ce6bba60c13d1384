using Microsoft.Extensions.Options;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Native;
using Realtime.Messaging.Rooms;

namespace Realtime.Gateway.Delivery;

/// <summary>Into rooms and out of them. A subscription is acknowledged when the room's binding is in place, or the broker away.</summary>
internal sealed class RoomSubscriptions(
    ConnectionHub hub,
    RoomNamespaces namespaces,
    RoomRecoveries recoveries,
    Bindings bindings,
    IOptions<NativeOptions> options)
{
    public JoinResult Join(NativeSession session, string room, ResumePoint? from, string? replyTo)
    {
        var connection = session.Connection;
        var options = namespaces.Of(room);
        var member = connection.IsIn(room);
        if (!member && Check(connection, room, options) is var refusal and not JoinResult.Ok)
        {
            return refusal;
        }

        if (options.HasHistory)
        {
            recoveries.Start(connection, room, from, replyTo, live: member);
        }
        else
        {
            hub.Join(connection, room);
            Acknowledge(session, room, replyTo);
        }

        return JoinResult.Ok;
    }

    public void Leave(ClientConnection connection, string room)
    {
        recoveries.Abandon(connection, room);
        hub.Leave(connection, room);
    }

    public IReadOnlyList<string> RoomsOf(ClientConnection connection) => [.. connection.GetRooms(), .. recoveries.RoomsOf(connection)];

    /// <summary>The connection has closed.</summary>
    public void Abandon(ClientConnection connection) => recoveries.Abandon(connection, null);

    private JoinResult Check(ClientConnection connection, string room, RoomNamespaceOptions namespaceOptions)
    {
        var underWay = recoveries.Count == 0 ? 0 : recoveries.RoomsOf(connection).Count;
        if (connection.RoomCount + underWay >= options.Value.MaxRooms)
        {
            return JoinResult.TooManyRooms;
        }

        return namespaceOptions.MaxMembers > 0 && hub.CountInRoom(room) >= namespaceOptions.MaxMembers ? JoinResult.RoomFull : JoinResult.Ok;
    }

    private void Acknowledge(NativeSession session, string room, string? replyTo)
    {
        if (replyTo is null)
        {
            return;
        }

        var bound = bindings.RoomBoundAsync(room);
        if (bound.IsCompleted)
        {
            session.Acknowledge(replyTo, room);
        }
        else
        {
            session.Run(replyTo, AcknowledgeAsync(session, room, replyTo, bound));
        }
    }

    private static async Task AcknowledgeAsync(NativeSession session, string room, string replyTo, Task bound)
    {
        // A binding that takes too long does not keep the client waiting: the room works locally meanwhile.
        await bound.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        session.Acknowledge(replyTo, room);
    }
}
