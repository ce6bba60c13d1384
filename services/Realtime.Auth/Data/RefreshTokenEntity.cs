namespace Realtime.Auth.Data;

/// <summary>A refresh token, known by its SHA-256 only. A consumed one stays, so that its reuse is noticed.</summary>
internal sealed class RefreshTokenEntity
{
    public required byte[] TokenHash { get; init; }

    public required string SessionId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? ConsumedAt { get; set; }
}
