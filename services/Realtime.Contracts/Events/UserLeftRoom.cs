namespace Realtime.Contracts.Events;

/// <summary>The last socket of a user left a room, by unsubscribing or by ending.</summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="UserId">The user.</param>
/// <param name="Room">The room.</param>
/// <param name="At">When the socket left.</param>
public sealed record UserLeftRoom(Guid EventId, string UserId, string Room, DateTimeOffset At);
