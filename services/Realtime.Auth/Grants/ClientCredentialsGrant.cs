using Realtime.Auth.Audit;
using Realtime.Auth.Clients;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Grants;

/// <summary>A token for the client itself (RFC 6749, section 4.4). It can ask for a new one at any time, so it gets no refresh token.</summary>
internal sealed class ClientCredentialsGrant(TokenIssuer issuer, LifetimeRules lifetimes, AuditLog audit, TimeProvider time) : IGrantHandler
{
    public string GrantType => GrantTypes.ClientCredentials;

    public ValueTask<OAuthResult<TokenResponse>> HandleAsync(AuthClient client, OAuthForm form, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Handle(client, form));

    private OAuthResult<TokenResponse> Handle(AuthClient client, OAuthForm form)
    {
        if (TargetRules.Check(form, issuer) is { } wrongTarget)
        {
            return wrongTarget;
        }

        var scopes = ScopeRules.Choose(form.Words("scope"), client.Scopes, [.. client.Scopes.Order(StringComparer.Ordinal)]);
        if (!scopes.Succeeded)
        {
            return scopes.Error;
        }

        var lifetime = lifetimes.Choose(client, form);
        if (!lifetime.Succeeded)
        {
            return lifetime.Error;
        }

        var description = new TokenDescription
        {
            Subject = client.ClientId,
            ClientId = client.ClientId,
            ClientChangedAt = client.ChangedAt,
            SessionId = SessionIds.Create(time.GetUtcNow()),
            Scopes = scopes.Value,
            Roles = client.Roles,
            Lifetime = lifetime.Value.Value,
        };
        var token = issuer.Issue(description);
        audit.Issued(GrantType, client.ClientId, client.ClientId, token.TokenId, description.SessionId);
        return new TokenResponse { AccessToken = token.Token, ExpiresIn = token.ExpiresIn, Scope = string.Join(' ', scopes.Value) };
    }
}
