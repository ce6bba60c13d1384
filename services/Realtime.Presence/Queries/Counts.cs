namespace Realtime.Presence.Queries;

/// <summary>Answer of <c>GET /internal/counts</c>: the totals, or those of the room or user asked for.</summary>
internal sealed record Counts(long Connections, long? OnlineUsers = null, int? Gateways = null, string? Room = null, int? Members = null, string? UserId = null, bool? Online = null);
