using Microsoft.EntityFrameworkCore;
using Realtime.Auth.Clients;
using Realtime.Auth.Data;
using Realtime.Auth.Grants;
using Realtime.Auth.Tokens;
using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Auth.Revocation;

/// <summary>RFC 7009, and beyond it the parameters <c>session_id</c> and <c>subject</c> in place of <c>token</c>.</summary>
internal sealed class RevocationRequestHandler(
    IAccessTokenValidator validator,
    RefreshTokenStore refreshTokens,
    RevocationService revocations,
    IDbContextFactory<AuthDbContext> contexts)
{
    private const int MaxSessionIdLength = 64;

    public async ValueTask<OAuthError?> RevokeAsync(AuthClient client, OAuthForm form, CancellationToken cancellationToken)
    {
        var (token, sessionId, subject) = (form["token"], form["session_id"], form["subject"]);
        return (token, sessionId, subject) switch
        {
            ({ } value, null, null) => await RevokeTokenAsync(client, value, cancellationToken),
            (null, { } value, null) => await RevokeSessionAsync(client, value, cancellationToken),
            (null, null, { } value) => await RevokeSubjectAsync(client, value, cancellationToken),
            _ => OAuthError.InvalidRequest("Exactly one of token, session_id and subject is required."),
        };
    }

    /// <summary>A token that is not valid any more needs no revocation: that is a success (RFC 7009, section 2.2).</summary>
    private async Task<OAuthError?> RevokeTokenAsync(AuthClient client, string token, CancellationToken cancellationToken)
    {
        var result = await validator.ValidateAsync(token, cancellationToken);
        if (result.Succeeded)
        {
            if (!MayRevoke(client, result.Token.ClientId))
            {
                return NotAllowed();
            }

            await revocations.RevokeTokenAsync(result.Token.TokenId, result.Token.ExpiresAt, client.ClientId, cancellationToken);
            return null;
        }

        if (result.Failure != AccessTokenFailure.Malformed || await refreshTokens.FindAsync(token, cancellationToken) is not { } state)
        {
            return null;
        }

        if (!MayRevoke(client, state.Family.ClientId))
        {
            return NotAllowed();
        }

        if (state.Family.RevokedAt is null)
        {
            await revocations.RevokeSessionAsync(state.Family.SessionId, client.ClientId, "requested", cancellationToken);
        }

        return null;
    }

    private async Task<OAuthError?> RevokeSessionAsync(AuthClient client, string sessionId, CancellationToken cancellationToken)
    {
        if (sessionId.Length > MaxSessionIdLength || !sessionId.All(char.IsAsciiLetterOrDigit))
        {
            return OAuthError.InvalidRequest("session_id is malformed.");
        }

        if (!IsAdmin(client))
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (!await context.RefreshFamilies.AnyAsync(family => family.SessionId == sessionId && family.ClientId == client.ClientId, cancellationToken))
            {
                return NotAllowed();
            }
        }

        await revocations.RevokeSessionAsync(sessionId, client.ClientId, "requested", cancellationToken);
        return null;
    }

    private async Task<OAuthError?> RevokeSubjectAsync(AuthClient client, string subject, CancellationToken cancellationToken)
    {
        if (!UserId.IsValid(subject))
        {
            return OAuthError.InvalidRequest("subject is malformed.");
        }

        if (!IsAdmin(client) && !client.MayExchangeFor(subject))
        {
            return NotAllowed();
        }

        await revocations.RevokeSubjectAsync(subject, client.ClientId, "requested", cancellationToken);
        return null;
    }

    private static bool MayRevoke(AuthClient client, string? owner) => owner == client.ClientId || IsAdmin(client);

    private static bool IsAdmin(AuthClient client) => client.Scopes.Contains(Scopes.Admin);

    private static OAuthError NotAllowed() => OAuthError.UnauthorizedClient("The client may not revoke this.");
}
