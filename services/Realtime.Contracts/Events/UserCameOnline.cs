namespace Realtime.Contracts.Events;

/// <summary>The first socket of a user opened after the user was offline.</summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="UserId">The user.</param>
/// <param name="At">When the socket opened.</param>
public sealed record UserCameOnline(Guid EventId, string UserId, DateTimeOffset At);
