namespace Realtime.Presence.Outbox;

/// <summary>A row of the table events.</summary>
internal sealed record OutboxEvent(
    long Id,
    Guid EventId,
    OutboxEventKind Kind,
    string UserId,
    string? Room,
    string? GatewayId,
    string? ConnectionId,
    string? Protocol,
    string? Reason,
    long? Token,
    DateTimeOffset At);
