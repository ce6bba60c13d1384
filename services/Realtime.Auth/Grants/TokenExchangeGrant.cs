using Microsoft.Extensions.Options;
using Realtime.Auth.Audit;
using Realtime.Auth.Clients;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Grants;

/// <summary>A backend trades its own token for a connection token of one of its users (RFC 8693).</summary>
internal sealed class TokenExchangeGrant(
    TokenExchangeReader reader,
    RefreshTokenStore refreshTokens,
    TokenIssuer issuer,
    AuditLog audit,
    IOptions<AuthOptions> options,
    TimeProvider time) : IGrantHandler
{
    public string GrantType => GrantTypes.TokenExchange;

    public async ValueTask<OAuthResult<TokenResponse>> HandleAsync(AuthClient client, OAuthForm form, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync(client, form, cancellationToken);
        if (!read.Succeeded)
        {
            return read.Error;
        }

        var description = read.Value;
        string? refreshToken = null;
        if (description.Scopes.Contains(ScopeRules.OfflineAccess))
        {
            refreshToken = await refreshTokens.BeginAsync(FamilyOf(description), description.ClientChangedAt, cancellationToken);
            if (refreshToken is null)
            {
                return OAuthError.InvalidClient();
            }
        }

        var token = issuer.Issue(description);
        audit.Issued("token_exchange", client.ClientId, description.Subject, token.TokenId, description.SessionId);
        return new TokenResponse
        {
            AccessToken = token.Token,
            IssuedTokenType = TokenExchangeReader.AccessTokenType,
            ExpiresIn = token.ExpiresIn,
            Scope = string.Join(' ', description.Scopes),
            RefreshToken = refreshToken,
        };
    }

    private RefreshFamilyEntity FamilyOf(TokenDescription description)
    {
        var now = time.GetUtcNow();
        return new RefreshFamilyEntity
        {
            SessionId = description.SessionId,
            ClientId = description.ClientId,
            Subject = description.Subject,
            Scopes = [.. description.Scopes],
            Roles = [.. description.Roles],
            Tenant = description.Tenant,
            Capabilities = description.Capabilities,
            LifetimeSeconds = (int)Math.Ceiling(description.Lifetime.TotalSeconds),
            CreatedAt = now,
            ExpiresAt = now + options.Value.RefreshFamilyLifetime,
        };
    }
}
