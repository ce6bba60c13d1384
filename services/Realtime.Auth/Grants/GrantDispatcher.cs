using System.Collections.Frozen;
using Realtime.Auth.Clients;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Grants;

internal sealed class GrantDispatcher(IEnumerable<IGrantHandler> handlers)
{
    private readonly FrozenDictionary<string, IGrantHandler> _handlers = handlers.ToFrozenDictionary(handler => handler.GrantType, StringComparer.Ordinal);

    public async ValueTask<OAuthResult<TokenResponse>> HandleAsync(AuthClient client, OAuthForm form, CancellationToken cancellationToken)
    {
        if (form["grant_type"] is not { } grantType)
        {
            return OAuthError.InvalidRequest("grant_type is missing.");
        }

        if (!_handlers.TryGetValue(grantType, out var handler))
        {
            return OAuthError.UnsupportedGrantType("The grant type is not supported.");
        }

        return client.Grants.Contains(grantType)
            ? await handler.HandleAsync(client, form, cancellationToken)
            : OAuthError.UnauthorizedClient("The client may not use this grant type.");
    }
}
