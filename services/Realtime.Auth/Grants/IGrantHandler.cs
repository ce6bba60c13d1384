using Realtime.Auth.Clients;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Grants;

/// <summary>One value of <c>grant_type</c>. The client is authenticated and allowed to use the grant.</summary>
internal interface IGrantHandler
{
    string GrantType { get; }

    ValueTask<OAuthResult<TokenResponse>> HandleAsync(AuthClient client, OAuthForm form, CancellationToken cancellationToken);
}
