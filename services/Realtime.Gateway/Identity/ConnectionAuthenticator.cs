using Realtime.Contracts.Rooms;
using Realtime.Contracts.Wire;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Gateway.Identity;

/// <summary>Turns an access token into the identity of a connection.</summary>
internal sealed class ConnectionAuthenticator(IAccessTokenValidator validator)
{
    public ValueTask<AuthenticationOutcome> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        var validation = validator.ValidateAsync(token, cancellationToken);
        return validation.IsCompletedSuccessfully
            ? ValueTask.FromResult(Judge(validation.Result))
            : AwaitAsync(validation);
    }

    private static async ValueTask<AuthenticationOutcome> AwaitAsync(ValueTask<AccessTokenResult> validation) => Judge(await validation);

    private static AuthenticationOutcome Judge(AccessTokenResult result)
    {
        if (!result.Succeeded)
        {
            return new AuthenticationOutcome(
                null,
                result.Failure switch
                {
                    AccessTokenFailure.Expired => "Token expired",
                    AccessTokenFailure.Revoked => "Token revoked",
                    AccessTokenFailure.Unavailable => "Tokens cannot be checked at the moment",
                    _ => "Invalid token",
                },
                Unavailable: result.Failure == AccessTokenFailure.Unavailable);
        }

        var token = result.Token;
        if (!token.HasScope(Scopes.Connect) && !token.HasScope(Scopes.Admin))
        {
            return new AuthenticationOutcome(null, "Token lacks the scope realtime.connect");
        }

        return UserId.IsValid(token.Subject)
            ? new AuthenticationOutcome(ToIdentity(token), null)
            : new AuthenticationOutcome(null, "Invalid token");
    }

    private static ConnectionIdentity ToIdentity(AccessToken token) => new()
    {
        UserId = token.Subject,
        ClientId = token.ClientId,
        TokenId = token.TokenId,
        SessionId = token.SessionId,
        Roles = token.Roles.Count == 0 ? [] : [.. token.Roles],
        Scopes = token.Scopes.Count == 0 ? [] : [.. token.Scopes],
        Capabilities = token.Capabilities,
        Tenant = token.Tenant,
        IssuedAt = token.IssuedAt,
        ExpiresAt = token.ExpiresAt,
    };
}
