using Realtime.Auth.Clients;
using Realtime.Auth.Tokens;
using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Auth.Grants;

/// <summary>Checks an exchange request and says what its token will hold.</summary>
internal sealed class TokenExchangeReader(IAccessTokenValidator validator, TokenIssuer issuer, LifetimeRules lifetimes, TimeProvider time)
{
    public const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";
    private const string JwtType = "urn:ietf:params:oauth:token-type:jwt";
    private const int MaxTenantLength = 200;
    private static readonly char[] WordSeparators = [' ', ','];

    public async ValueTask<OAuthResult<TokenDescription>> ReadAsync(AuthClient client, OAuthForm form, CancellationToken cancellationToken)
    {
        if (CheckTypes(form) is { } wrongType)
        {
            return wrongType;
        }

        if (await CheckSubjectTokenAsync(client, form, cancellationToken) is { } wrongToken)
        {
            return wrongToken;
        }

        if (CheckSubject(client, form) is { } wrongSubject)
        {
            return wrongSubject;
        }

        return Describe(client, form);
    }

    private OAuthError? CheckTypes(OAuthForm form)
    {
        if (form["subject_token"] is null)
        {
            return OAuthError.InvalidRequest("subject_token is missing.");
        }

        if (form["subject_token_type"] is not (AccessTokenType or JwtType))
        {
            return OAuthError.InvalidRequest("subject_token_type is missing or not supported.");
        }

        if (form["requested_token_type"] is not (null or AccessTokenType or JwtType))
        {
            return OAuthError.InvalidRequest("requested_token_type is not supported.");
        }

        return form["actor_token"] is null && form["actor_token_type"] is null
            ? TargetRules.Check(form, issuer)
            : OAuthError.InvalidRequest("actor_token is not supported.");
    }

    /// <summary>RFC 8693, section 2.2.2: a subject token that is not acceptable is an invalid_request.</summary>
    private async ValueTask<OAuthError?> CheckSubjectTokenAsync(AuthClient client, OAuthForm form, CancellationToken cancellationToken)
    {
        var subject = await validator.ValidateAsync(form["subject_token"]!, cancellationToken);
        if (!subject.Succeeded)
        {
            return OAuthError.InvalidRequest("subject_token is invalid, expired or revoked.");
        }

        return subject.Token.ClientId == client.ClientId && subject.Token.Subject == client.ClientId
            ? null
            : OAuthError.InvalidRequest("subject_token is not the client's own.");
    }

    private static OAuthError? CheckSubject(AuthClient client, OAuthForm form)
    {
        if (form["requested_subject"] is not { } subject)
        {
            return OAuthError.InvalidRequest("requested_subject is missing.");
        }

        if (!UserId.IsValid(subject))
        {
            return OAuthError.InvalidRequest("requested_subject must be 1 to 200 characters of letters, digits and _:@.-/|+=~.");
        }

        return client.MayExchangeFor(subject)
            ? null
            : OAuthError.UnauthorizedClient("The client may not exchange tokens for this requested_subject.");
    }

    private OAuthResult<TokenDescription> Describe(AuthClient client, OAuthForm form)
    {
        var scopes = ChooseScopes(client, form);
        if (!scopes.Succeeded)
        {
            return scopes.Error;
        }

        var lifetime = lifetimes.Choose(client, form);
        if (!lifetime.Succeeded)
        {
            return lifetime.Error;
        }

        var capabilities = form["cap"] is { } cap ? CapabilityRules.Normalize(cap) : default;
        if (capabilities.Error is { } wrongCapabilities)
        {
            return wrongCapabilities;
        }

        var roles = ChooseRoles(client, form);
        if (!roles.Succeeded)
        {
            return roles.Error;
        }

        if (form["tenant"] is { } tenant && (tenant.Length > MaxTenantLength || tenant.Any(char.IsControl)))
        {
            return OAuthError.InvalidRequest($"tenant must be at most {MaxTenantLength} printable characters.");
        }

        return new TokenDescription
        {
            Subject = form["requested_subject"]!,
            ClientId = client.ClientId,
            ClientChangedAt = client.ChangedAt,
            SessionId = SessionIds.Create(time.GetUtcNow()),
            Scopes = scopes.Value,
            Roles = roles.Value,
            Tenant = form["tenant"],
            Capabilities = capabilities.Value,
            Lifetime = lifetime.Value.Value,
        };
    }

    private static OAuthResult<string[]> ChooseScopes(AuthClient client, OAuthForm form)
    {
        var requested = form.Words("scope");
        IEnumerable<string> allowed = ScopeRules.MayRefresh(client) ? client.Scopes.Append(ScopeRules.OfflineAccess) : client.Scopes;
        string[] byDefault = client.Scopes.Contains(Scopes.Connect) ? [Scopes.Connect] : [];

        // Who asks for a refresh token and nothing else wants the usual connection token with it.
        return requested is [ScopeRules.OfflineAccess] && byDefault.Length > 0
            ? ScopeRules.Choose([Scopes.Connect, ScopeRules.OfflineAccess], allowed, byDefault)
            : ScopeRules.Choose(requested, allowed, byDefault);
    }

    private static OAuthResult<string[]> ChooseRoles(AuthClient client, OAuthForm form)
    {
        var text = form["requested_roles"] ?? form["roles"] ?? "";
        string[] roles = [.. text.Split(WordSeparators, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
        return roles.All(client.Roles.Contains)
            ? roles
            : OAuthError.InvalidRequest("requested_roles names a role that the client does not hold.");
    }
}
