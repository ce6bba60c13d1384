namespace Realtime.Contracts.Events;

/// <summary>The first socket of a user joined a room.</summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="UserId">The user.</param>
/// <param name="Room">The room.</param>
/// <param name="At">When the socket joined.</param>
public sealed record UserJoinedRoom(Guid EventId, string UserId, string Room, DateTimeOffset At);
