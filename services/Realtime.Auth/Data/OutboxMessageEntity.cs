namespace Realtime.Auth.Data;

/// <summary>An event that was committed with the change it tells of and waits for the broker.</summary>
internal sealed class OutboxMessageEntity
{
    public required Guid Id { get; init; }

    public RevocationKind Kind { get; init; }

    public required string Value { get; init; }

    public DateTimeOffset RevokedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
