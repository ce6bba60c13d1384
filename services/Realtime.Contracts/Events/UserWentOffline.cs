namespace Realtime.Contracts.Events;

/// <summary>The last socket of a user ended and none came back within the grace time.</summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="UserId">The user.</param>
/// <param name="LastSeen">When the last socket ended.</param>
public sealed record UserWentOffline(Guid EventId, string UserId, DateTimeOffset LastSeen);
