using Realtime.Auth.Clients;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Grants;

internal static class ScopeRules
{
    public const string OfflineAccess = "offline_access";

    /// <summary>The requested scopes where all are allowed, the default where none is named.</summary>
    public static OAuthResult<string[]> Choose(string[] requested, IEnumerable<string> allowed, string[] whenNoneNamed)
    {
        if (requested.Length == 0)
        {
            return whenNoneNamed.Length > 0 ? whenNoneNamed : OAuthError.InvalidScope("The client has no scope for this grant.");
        }

        return requested.Except(allowed, StringComparer.Ordinal).Any()
            ? OAuthError.InvalidScope("A requested scope is unknown, or not granted to this client.")
            : requested;
    }

    public static bool MayRefresh(AuthClient client) => client.Grants.Contains(GrantTypes.RefreshToken);
}
