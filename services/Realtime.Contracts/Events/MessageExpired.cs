namespace Realtime.Contracts.Events;

/// <summary>A durable message left the inbox unread, because its time ran out or the inbox was full.</summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="MessageId">The message.</param>
/// <param name="UserId">The user it waited for.</param>
/// <param name="Reason"><c>ttl</c> or <c>inbox_overflow</c>.</param>
/// <param name="ExpiredAt">When it was removed.</param>
public sealed record MessageExpired(Guid EventId, string MessageId, string UserId, string Reason, DateTimeOffset ExpiredAt);
