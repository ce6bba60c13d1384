namespace Realtime.Auth.Tokens;

/// <summary>What an access token is to say.</summary>
internal sealed record TokenDescription
{
    public required string Subject { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Of when the settings of the client are.</summary>
    public required DateTimeOffset ClientChangedAt { get; init; }

    public required string SessionId { get; init; }

    public required IReadOnlyCollection<string> Scopes { get; init; }

    public IReadOnlyCollection<string> Roles { get; init; } = [];

    public string? Tenant { get; init; }

    /// <summary>The capability object as checked JSON text.</summary>
    public string? Capabilities { get; init; }

    public required TimeSpan Lifetime { get; init; }
}
