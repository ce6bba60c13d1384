using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.Auth.Clients;
using Realtime.Auth.Configuration;
using Realtime.Auth.Tokens;
using Realtime.Contracts.Wire;

namespace Realtime.Auth.Keys;

internal sealed class DiscoveryDocumentSource
{
    private static readonly string[] AuthenticationMethods = ["client_secret_basic", "client_secret_post"];

    public DiscoveryDocumentSource(IOptions<AuthOptions> options)
    {
        Json = JsonSerializer.SerializeToUtf8Bytes(Describe(IssuerName.Of(options.Value)), KeysJsonContext.Default.DiscoveryDocument);
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Json).AsSpan(0, 16))}\"";
    }

    public byte[] Json { get; }

    public string ETag { get; }

    public static DiscoveryDocument Describe(string issuer) => new()
    {
        Issuer = issuer,
        JwksUri = issuer + DiscoveryEndpoints.JwksPath,
        TokenEndpoint = issuer + TokenEndpoints.TokenPath,
        IntrospectionEndpoint = issuer + TokenEndpoints.IntrospectionPath,
        RevocationEndpoint = issuer + TokenEndpoints.RevocationPath,
        GrantTypesSupported = GrantTypes.All,
        ScopesSupported = [Scopes.Connect, Scopes.Publish, Scopes.Read, Scopes.Admin, "offline_access"],
        TokenEndpointAuthMethodsSupported = AuthenticationMethods,
        IntrospectionEndpointAuthMethodsSupported = AuthenticationMethods,
        RevocationEndpointAuthMethodsSupported = AuthenticationMethods,
        ResponseTypesSupported = [],
        SubjectTypesSupported = ["public"],
        IdTokenSigningAlgValuesSupported = [SigningKey.Algorithm],
        ClaimsSupported = ["iss", "sub", "aud", "exp", "iat", "jti", "sid", "client_id", "scope", "cap", "tenant", "roles"],
    };
}
