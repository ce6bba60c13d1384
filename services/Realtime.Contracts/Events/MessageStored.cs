namespace Realtime.Contracts.Events;

/// <summary>A durable message for a user without a live acknowledgement was kept in the inbox.</summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="MessageId">The message.</param>
/// <param name="UserId">The user whose inbox holds it.</param>
/// <param name="Sequence">Position in the user's sequence.</param>
/// <param name="StoredAt">When it was stored.</param>
public sealed record MessageStored(Guid EventId, string MessageId, string UserId, long Sequence, DateTimeOffset StoredAt);
