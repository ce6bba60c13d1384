using Realtime.Contracts.Events;

namespace Realtime.Presence.Outbox;

internal static class EventMessages
{
    /// <summary>The record that the bus carries for a row.</summary>
    public static object From(OutboxEvent row) => row.Kind switch
    {
        OutboxEventKind.Connected => new UserConnected(row.EventId, row.UserId, row.ConnectionId!, row.GatewayId!, row.Protocol!, row.At),
        OutboxEventKind.Disconnected => new UserDisconnected(row.EventId, row.UserId, row.ConnectionId!, row.GatewayId!, row.At, row.Reason),
        OutboxEventKind.CameOnline => new UserCameOnline(row.EventId, row.UserId, row.At),
        OutboxEventKind.WentOffline => new UserWentOffline(row.EventId, row.UserId, row.At),
        OutboxEventKind.Joined => new UserJoinedRoom(row.EventId, row.UserId, row.Room!, row.At),
        OutboxEventKind.Left => new UserLeftRoom(row.EventId, row.UserId, row.Room!, row.At),
        OutboxEventKind.SessionReplaced => new SessionReplaced(row.EventId, row.UserId, row.GatewayId!, row.ConnectionId!, row.Token!.Value, row.At),
        _ => throw new InvalidOperationException($"Event kind {row.Kind} is unknown."),
    };
}
