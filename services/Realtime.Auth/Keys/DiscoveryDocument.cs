namespace Realtime.Auth.Keys;

/// <summary>OpenID Connect Discovery 1.0 and RFC 8414, as far as it applies: there is no user sign-in here.</summary>
internal sealed record DiscoveryDocument
{
    public required string Issuer { get; init; }

    public required string JwksUri { get; init; }

    public required string TokenEndpoint { get; init; }

    public required string IntrospectionEndpoint { get; init; }

    public required string RevocationEndpoint { get; init; }

    public required IReadOnlyList<string> GrantTypesSupported { get; init; }

    public required IReadOnlyList<string> ScopesSupported { get; init; }

    public required IReadOnlyList<string> TokenEndpointAuthMethodsSupported { get; init; }

    public required IReadOnlyList<string> IntrospectionEndpointAuthMethodsSupported { get; init; }

    public required IReadOnlyList<string> RevocationEndpointAuthMethodsSupported { get; init; }

    public required IReadOnlyList<string> ResponseTypesSupported { get; init; }

    public required IReadOnlyList<string> SubjectTypesSupported { get; init; }

    public required IReadOnlyList<string> IdTokenSigningAlgValuesSupported { get; init; }

    public required IReadOnlyList<string> ClaimsSupported { get; init; }
}
