namespace Realtime.Auth.Introspection;

/// <summary>RFC 7662, section 2.2, with the claims of Realtime.</summary>
internal sealed record IntrospectionResponse
{
    public static readonly IntrospectionResponse Inactive = new() { Active = false };

    public required bool Active { get; init; }

    public string? Scope { get; init; }

    public string? ClientId { get; init; }

    public string? TokenType { get; init; }

    public long? Exp { get; init; }

    public long? Iat { get; init; }

    public string? Sub { get; init; }

    public string? Aud { get; init; }

    public string? Iss { get; init; }

    public string? Jti { get; init; }

    public string? Sid { get; init; }

    public string? Tenant { get; init; }

    public IReadOnlyCollection<string>? Roles { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Cap { get; init; }
}
