using Microsoft.Extensions.Options;
using Realtime.Contracts.Wire;
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
    RoomCapacity capacity,
    Bindings bindings,
    FrameReplay replay,
    IOptions<NativeOptions> options)
{
    public const string FullMessage = "The room is full";

    /// <summary>Into a room; whether a limited one has a place is asked of the other gateways, and the client's later frames wait for the answer.</summary>
    public JoinResult Join(NativeSession session, string room, ResumePoint? from, string? replyTo, string? messageId)
    {
        var connection = session.Connection;
        var options = namespaces.Of(room);
        var member = connection.IsIn(room);
        if (!member && Check(connection, room, options) is var refusal and not JoinResult.Ok)
        {
            return refusal;
        }

        if (options.MaxMembers > 0 && !member && !capacity.IsAlone)
        {
            session.Gate.Shut();
            session.Run(messageId, EnterCountedAsync(session, room, options, from, replyTo, messageId));
        }
        else
        {
            Enter(session, room, options, from, replyTo, member);
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

        return namespaceOptions.MaxMembers > 0 && capacity.IsFullHere(room, namespaceOptions.MaxMembers) ? JoinResult.RoomFull : JoinResult.Ok;
    }

    private async Task EnterCountedAsync(NativeSession session, string room, RoomNamespaceOptions namespaceOptions, ResumePoint? from, string? replyTo, string? messageId)
    {
        try
        {
            // Off the I/O thread before the frames behind this one are looked at.
            await Task.Yield();
            var entered = await capacity.TryEnterAsync(room, namespaceOptions.MaxMembers, () => Enter(session, room, namespaceOptions, from, replyTo, member: false));
            if (!entered)
            {
                session.Fail(ErrorCodes.RoomLimit, FullMessage, messageId);
            }
        }
        finally
        {
            replay.Run(session);
        }
    }

    private void Enter(NativeSession session, string room, RoomNamespaceOptions namespaceOptions, ResumePoint? from, string? replyTo, bool member)
    {
        if (namespaceOptions.HasHistory)
        {
            recoveries.Start(session.Connection, room, from, replyTo, live: member);
        }
        else
        {
            hub.Join(session.Connection, room);
            Acknowledge(session, room, replyTo);
        }
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
