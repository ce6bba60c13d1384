namespace Realtime.Contracts.Sessions;

/// <summary>Body of <c>POST /internal/sessions/acquire</c> at Presence: the newest socket takes the exclusive session.</summary>
/// <param name="SessionKey">Key of the session, for example <c>agents/c1/a1/u1</c> or <c>admin/root</c>.</param>
/// <param name="GatewayId">Gateway incarnation of the new holder.</param>
/// <param name="ConnectionId">Socket of the new holder.</param>
public sealed record AcquireSession(string SessionKey, string GatewayId, string ConnectionId);
