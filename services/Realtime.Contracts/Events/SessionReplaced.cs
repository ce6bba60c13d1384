namespace Realtime.Contracts.Events;

/// <summary>An exclusive session was taken over by a newer socket; the previous holder's gateway closes the old socket with 4402.</summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="SessionKey">Key of the session, for example <c>agents/c1/a1/u1</c>.</param>
/// <param name="GatewayId">Gateway of the previous holder.</param>
/// <param name="ConnectionId">Socket of the previous holder.</param>
/// <param name="FencingToken">Token of the new holder; answers that carry an older token are ignored.</param>
/// <param name="At">When the session changed hands.</param>
public sealed record SessionReplaced(Guid EventId, string SessionKey, string GatewayId, string ConnectionId, long FencingToken, DateTimeOffset At);
