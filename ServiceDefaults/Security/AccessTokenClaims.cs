using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Realtime.ServiceDefaults.Identity;

namespace Realtime.ServiceDefaults.Security;

public static class AccessTokenClaims
{
    /// <summary>The token the request was authenticated with; null on anonymous requests.</summary>
    public static AccessToken? GetAccessToken(this HttpContext context) => context.Features.Get<AccessToken>();

    internal static ClaimsIdentity ToIdentity(AccessToken token, string scheme)
    {
        var identity = new ClaimsIdentity(scheme, JwtClaimTypes.Subject, JwtClaimTypes.Roles);
        identity.AddClaim(new Claim(JwtClaimTypes.Subject, token.Subject));
        identity.AddClaim(new Claim(JwtClaimTypes.JwtId, token.TokenId));
        Add(identity, JwtClaimTypes.ClientId, token.ClientId);
        Add(identity, JwtClaimTypes.SessionId, token.SessionId);
        Add(identity, "tenant", token.Tenant);
        foreach (var scope in token.Scopes)
        {
            identity.AddClaim(new Claim(JwtClaimTypes.Scope, scope));
        }

        foreach (var role in token.Roles)
        {
            identity.AddClaim(new Claim(JwtClaimTypes.Roles, role));
        }

        return identity;
    }

    private static void Add(ClaimsIdentity identity, string type, string? value)
    {
        if (value is not null)
        {
            identity.AddClaim(new Claim(type, value));
        }
    }
}
