namespace Realtime.Contracts.Events;

/// <summary>A socket of a user was opened. Published once per socket, at least once on the bus; deduplicate by <paramref name="EventId"/>.</summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="UserId">The user.</param>
/// <param name="ConnectionId">The socket.</param>
/// <param name="GatewayId">The gateway replica that holds the socket.</param>
/// <param name="Protocol">Protocol adapter: <c>native</c>, <c>agents</c>, <c>task-chat</c> or <c>socket-io</c>.</param>
/// <param name="ConnectedAt">When the gateway accepted the socket.</param>
public sealed record UserConnected(Guid EventId, string UserId, string ConnectionId, string GatewayId, string Protocol, DateTimeOffset ConnectedAt);
