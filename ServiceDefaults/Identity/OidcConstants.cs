namespace Realtime.ServiceDefaults.Identity;

/// <summary>Names as in Duende.IdentityModel, so that the package can replace this folder; only what Realtime uses.</summary>
public static class OidcConstants
{
    public static class TokenRequest
    {
        public const string GrantType = "grant_type";
        public const string ClientId = "client_id";
        public const string ClientSecret = "client_secret";
        public const string Scope = "scope";
        public const string RefreshToken = "refresh_token";
        public const string Resource = "resource";
        public const string Audience = "audience";
        public const string RequestedTokenType = "requested_token_type";
        public const string SubjectToken = "subject_token";
        public const string SubjectTokenType = "subject_token_type";
        public const string ActorToken = "actor_token";
        public const string ActorTokenType = "actor_token_type";
    }

    public static class TokenResponse
    {
        public const string AccessToken = "access_token";
        public const string ExpiresIn = "expires_in";
        public const string TokenType = "token_type";
        public const string RefreshToken = "refresh_token";
        public const string Scope = "scope";
        public const string IssuedTokenType = "issued_token_type";
        public const string Error = "error";
        public const string ErrorDescription = "error_description";
        public const string BearerTokenType = "Bearer";
    }

    public static class TokenIntrospectionRequest
    {
        public const string Token = "token";
        public const string TokenTypeHint = "token_type_hint";
    }

    public static class TokenRevocationRequest
    {
        public const string Token = "token";
        public const string TokenTypeHint = "token_type_hint";
    }

    public static class TokenTypes
    {
        public const string AccessToken = "access_token";
        public const string RefreshToken = "refresh_token";
    }

    public static class TokenTypeIdentifiers
    {
        public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";
        public const string RefreshToken = "urn:ietf:params:oauth:token-type:refresh_token";
        public const string Jwt = "urn:ietf:params:oauth:token-type:jwt";
    }

    public static class GrantTypes
    {
        public const string ClientCredentials = "client_credentials";
        public const string RefreshToken = "refresh_token";
        public const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    }

    public static class TokenErrors
    {
        public const string InvalidRequest = "invalid_request";
        public const string InvalidClient = "invalid_client";
        public const string InvalidGrant = "invalid_grant";
        public const string InvalidTarget = "invalid_target";
        public const string UnauthorizedClient = "unauthorized_client";
        public const string UnsupportedGrantType = "unsupported_grant_type";
        public const string UnsupportedResponseType = "unsupported_response_type";
        public const string InvalidScope = "invalid_scope";
    }

    public static class Discovery
    {
        public const string Issuer = "issuer";
        public const string JwksUri = "jwks_uri";
        public const string TokenEndpoint = "token_endpoint";
        public const string IntrospectionEndpoint = "introspection_endpoint";
        public const string RevocationEndpoint = "revocation_endpoint";
        public const string ScopesSupported = "scopes_supported";
        public const string ClaimsSupported = "claims_supported";
        public const string GrantTypesSupported = "grant_types_supported";
        public const string ResponseTypesSupported = "response_types_supported";
        public const string SubjectTypesSupported = "subject_types_supported";
        public const string IdTokenSigningAlgorithmsSupported = "id_token_signing_alg_values_supported";
        public const string TokenEndpointAuthenticationMethodsSupported = "token_endpoint_auth_methods_supported";
        public const string DiscoveryEndpoint = ".well-known/openid-configuration";
    }

    public static class Algorithms
    {
        public static class Asymmetric
        {
            public const string ES256 = "ES256";
        }
    }

    public static class StandardScopes
    {
        public const string OfflineAccess = "offline_access";
    }

    public static class AuthenticationSchemes
    {
        public const string AuthorizationHeaderBearer = "Bearer";
    }
}
