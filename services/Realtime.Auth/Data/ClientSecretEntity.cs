namespace Realtime.Auth.Data;

/// <summary>The hash of one of a client's secrets; two may be live while a secret is replaced.</summary>
internal sealed class ClientSecretEntity
{
    public required Guid Id { get; init; }

    public required string ClientId { get; init; }

    public required string Hash { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; set; }
}
