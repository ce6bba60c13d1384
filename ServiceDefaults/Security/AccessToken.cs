namespace Realtime.ServiceDefaults.Security;

/// <summary>What a validated access token says.</summary>
public sealed record AccessToken
{
    public required string Subject { get; init; }

    public required string TokenId { get; init; }

    public string? SessionId { get; init; }

    public string? ClientId { get; init; }

    public required string Issuer { get; init; }

    public string? Tenant { get; init; }

    public DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required IReadOnlySet<string> Scopes { get; init; }

    public required IReadOnlySet<string> Roles { get; init; }

    /// <summary>Room pattern to allowed actions (claim <c>cap</c>); null when the token does not narrow anything.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Capabilities { get; init; }

    public bool HasScope(string scope) => Scopes.Contains(scope);

    public bool IsInRole(string role) => Roles.Contains(role);
}
