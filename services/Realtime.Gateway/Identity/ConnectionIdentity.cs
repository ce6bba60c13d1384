namespace Realtime.Gateway.Identity;

/// <summary>Who a connection speaks for: what its token said.</summary>
internal sealed record ConnectionIdentity
{
    public required string UserId { get; init; }

    public string? ClientId { get; init; }

    public string? TokenId { get; init; }

    public string? SessionId { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Room pattern to rights; null: the namespace's own rules only.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Capabilities { get; init; }

    public string? Tenant { get; init; }

    public DateTimeOffset IssuedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
