namespace Realtime.Contracts.Events;

/// <summary>A durable message was acknowledged by a device of its user and left the inbox.</summary>
/// <param name="EventId">Identity of the event.</param>
/// <param name="MessageId">The message.</param>
/// <param name="UserId">The user who acknowledged.</param>
/// <param name="AcknowledgedAt">When the acknowledgement was applied.</param>
public sealed record MessageAcknowledged(Guid EventId, string MessageId, string UserId, DateTimeOffset AcknowledgedAt);
