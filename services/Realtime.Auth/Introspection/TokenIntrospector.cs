using Realtime.Auth.Clients;
using Realtime.Auth.Grants;
using Realtime.Auth.Tokens;
using Realtime.Contracts.Wire;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Auth.Introspection;

/// <summary>
/// Says what a token is worth. A client sees its own tokens, one with realtime.admin or realtime.read sees all; anything else is
/// merely not active, so that nothing can be learned by asking.
/// </summary>
internal sealed class TokenIntrospector(IAccessTokenValidator validator, RefreshTokenStore refreshTokens, TokenIssuer issuer, TimeProvider time)
{
    public async ValueTask<OAuthResult<IntrospectionResponse>> IntrospectAsync(AuthClient client, OAuthForm form, CancellationToken cancellationToken)
    {
        if (form["token"] is not { } token)
        {
            return OAuthError.InvalidRequest("token is missing.");
        }

        var result = await validator.ValidateAsync(token, cancellationToken);
        if (result.Succeeded)
        {
            return MaySee(client, result.Token.ClientId) ? Describe(result.Token) : IntrospectionResponse.Inactive;
        }

        return result.Failure == AccessTokenFailure.Malformed && await refreshTokens.FindAsync(token, cancellationToken) is { } state && MaySee(client, state.Family.ClientId) && state.IsLive(time.GetUtcNow())
            ? Describe(state)
            : IntrospectionResponse.Inactive;
    }

    private static bool MaySee(AuthClient client, string? owner) =>
        owner == client.ClientId || client.Scopes.Contains(Scopes.Admin) || client.Scopes.Contains(Scopes.Read);

    private IntrospectionResponse Describe(AccessToken token) => new()
    {
        Active = true,
        Scope = string.Join(' ', token.Scopes.Order(StringComparer.Ordinal)),
        ClientId = token.ClientId,
        TokenType = "Bearer",
        Exp = token.ExpiresAt.ToUnixTimeSeconds(),
        Iat = token.IssuedAt.ToUnixTimeSeconds(),
        Sub = token.Subject,
        Aud = issuer.Audience,
        Iss = token.Issuer,
        Jti = token.TokenId,
        Sid = token.SessionId,
        Tenant = token.Tenant,
        Roles = token.Roles.Count > 0 ? [.. token.Roles.Order(StringComparer.Ordinal)] : null,
        Cap = token.Capabilities,
    };

    private IntrospectionResponse Describe(RefreshTokenState state) => new()
    {
        Active = true,
        Scope = string.Join(' ', state.Family.Scopes),
        ClientId = state.Family.ClientId,
        TokenType = "refresh_token",
        Exp = state.Token.ExpiresAt.ToUnixTimeSeconds(),
        Iat = state.Token.CreatedAt.ToUnixTimeSeconds(),
        Sub = state.Family.Subject,
        Iss = issuer.Name,
        Sid = state.Family.SessionId,
        Tenant = state.Family.Tenant,
    };
}
