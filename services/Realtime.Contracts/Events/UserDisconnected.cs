namespace Realtime.Contracts.Events;

/// <summary>A socket of a user is gone, by a close or because its gateway died.</summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="UserId">The user.</param>
/// <param name="ConnectionId">The socket.</param>
/// <param name="GatewayId">The gateway replica that held the socket.</param>
/// <param name="DisconnectedAt">When the socket ended, or when its gateway's lease ran out.</param>
/// <param name="Reason"><c>closed</c>, <c>gateway_closing</c> or <c>gateway_lost</c>.</param>
public sealed record UserDisconnected(Guid EventId, string UserId, string ConnectionId, string GatewayId, DateTimeOffset DisconnectedAt, string? Reason = null);
