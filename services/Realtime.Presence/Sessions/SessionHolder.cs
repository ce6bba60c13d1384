namespace Realtime.Presence.Sessions;

internal sealed record SessionHolder(string GatewayId, string ConnectionId);
