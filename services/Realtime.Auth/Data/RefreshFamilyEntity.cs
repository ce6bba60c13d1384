namespace Realtime.Auth.Data;

/// <summary>One sign-in: what its refresh tokens may renew. The id is the <c>sid</c> of its access tokens.</summary>
internal sealed class RefreshFamilyEntity
{
    public required string SessionId { get; init; }

    public required string ClientId { get; init; }

    public required string Subject { get; init; }

    public required string[] Scopes { get; init; }

    public required string[] Roles { get; init; }

    public string? Tenant { get; init; }

    /// <summary>The capability object as JSON text.</summary>
    public string? Capabilities { get; init; }

    public int LifetimeSeconds { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }
}
