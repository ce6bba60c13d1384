namespace Realtime.Presence.Queries;

internal sealed record ConnectionFilter(string? UserId, string? Room, string? Protocol, string? GatewayId, string? AfterGateway, string? AfterConnection, int Limit);
