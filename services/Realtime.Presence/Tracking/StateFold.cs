namespace Realtime.Presence.Tracking;

internal readonly record struct StateFold(string ConnectionId, string? UserId, string Room, string? State, DateTimeOffset At, int Order, int Pass);
