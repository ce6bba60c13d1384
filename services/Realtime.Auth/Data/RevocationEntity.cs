namespace Realtime.Auth.Data;

/// <summary>What was revoked, kept until the last token concerned has expired by itself.</summary>
internal sealed class RevocationEntity
{
    public RevocationKind Kind { get; init; }

    public required string Value { get; init; }

    public DateTimeOffset RevokedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
