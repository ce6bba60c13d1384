namespace Realtime.Presence.Queries;

/// <summary>One socket, for the management API. <paramref name="Projects"/> counts its rooms of the namespace project.</summary>
internal sealed record ConnectionInfo(
    string ConnectionId,
    string GatewayId,
    string UserId,
    string Protocol,
    string? Device,
    string? Tenant,
    DateTimeOffset ConnectedAt,
    DateTimeOffset LastHeartbeat,
    int Rooms,
    int Projects);
