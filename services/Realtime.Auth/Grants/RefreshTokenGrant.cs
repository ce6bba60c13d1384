using Realtime.Auth.Audit;
using Realtime.Auth.Clients;
using Realtime.Auth.Revocation;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Grants;

/// <summary>Rotating refresh tokens: who presents a used one may be a thief, so the whole family ends (RFC 9700, section 4.14).</summary>
internal sealed class RefreshTokenGrant(
    RefreshTokenStore store,
    RevocationService revocations,
    TokenIssuer issuer,
    LifetimeRules lifetimes,
    AuditLog audit,
    TimeProvider time) : IGrantHandler
{
    private static readonly OAuthError Refused = OAuthError.InvalidGrant("The refresh token is invalid, expired or revoked.");

    public string GrantType => GrantTypes.RefreshToken;

    public async ValueTask<OAuthResult<TokenResponse>> HandleAsync(AuthClient client, OAuthForm form, CancellationToken cancellationToken)
    {
        if (form["refresh_token"] is not { } presented)
        {
            return OAuthError.InvalidRequest("refresh_token is missing.");
        }

        if (await store.FindAsync(presented, cancellationToken) is not { } state || state.Family.ClientId != client.ClientId)
        {
            return Refused;
        }

        if (state.IsReused)
        {
            return await EndFamilyAsync(state, cancellationToken);
        }

        if (!state.IsLive(time.GetUtcNow()) || !client.MayExchangeFor(state.Family.Subject))
        {
            return Refused;
        }

        var description = Describe(client, state, form);
        if (!description.Succeeded)
        {
            return description.Error;
        }

        if (await store.ReplaceAsync(state, cancellationToken) is not { } successor)
        {
            return await EndFamilyAsync(state, cancellationToken);
        }

        return Respond(description.Value, successor);
    }

    /// <summary>What the sign-in was granted, less what the client has lost since.</summary>
    private OAuthResult<TokenDescription> Describe(AuthClient client, RefreshTokenState state, OAuthForm form)
    {
        string[] granted = [.. state.Family.Scopes.Where(scope => scope == ScopeRules.OfflineAccess || client.Scopes.Contains(scope))];
        var scopes = ScopeRules.Choose(form.Words("scope"), granted, granted);
        if (!scopes.Succeeded)
        {
            return scopes.Error;
        }

        var lifetime = lifetimes.Choose(client, form);
        if (!lifetime.Succeeded)
        {
            return lifetime.Error;
        }

        var longest = TimeSpan.FromSeconds(state.Family.LifetimeSeconds);
        return new TokenDescription
        {
            Subject = state.Family.Subject,
            ClientId = client.ClientId,
            ClientChangedAt = client.ChangedAt,
            SessionId = state.Family.SessionId,
            Scopes = scopes.Value,
            Roles = [.. state.Family.Roles.Where(client.Roles.Contains)],
            Tenant = state.Family.Tenant,
            Capabilities = state.Family.Capabilities,
            Lifetime = lifetime.Value.Value < longest ? lifetime.Value.Value : longest,
        };
    }

    private TokenResponse Respond(TokenDescription description, string successor)
    {
        var token = issuer.Issue(description);
        audit.Issued(GrantType, description.ClientId, description.Subject, token.TokenId, description.SessionId);
        return new TokenResponse
        {
            AccessToken = token.Token,
            ExpiresIn = token.ExpiresIn,
            Scope = string.Join(' ', description.Scopes),
            RefreshToken = successor,
        };
    }

    private async Task<OAuthError> EndFamilyAsync(RefreshTokenState state, CancellationToken cancellationToken)
    {
        if (state.Family.RevokedAt is null)
        {
            await revocations.RevokeSessionAsync(state.Family.SessionId, state.Family.ClientId, "a refresh token was used twice", cancellationToken);
        }

        return Refused;
    }
}
