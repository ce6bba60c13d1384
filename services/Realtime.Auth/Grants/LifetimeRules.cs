using System.Globalization;
using Microsoft.Extensions.Options;
using Realtime.Auth.Clients;
using Realtime.Auth.Configuration;
using Realtime.Auth.Tokens;

namespace Realtime.Auth.Grants;

/// <summary>How long a token lives: what the request asks for, down to a second, but never above what the client is allowed.</summary>
internal sealed class LifetimeRules(IOptions<AuthOptions> options)
{
    public const string Parameter = "lifetime";

    /// <summary>Other names under which backends send it.</summary>
    private static readonly string[] Names = [Parameter, "requested_lifetime", "expires_in"];

    public OAuthResult<Lifetime> Choose(AuthClient client, OAuthForm form)
    {
        var allowed = Smaller(client.TokenLifetime ?? options.Value.MaxAccessTokenLifetime, options.Value.MaxAccessTokenLifetime);
        var named = Names.Select(name => form[name]).Where(value => value is not null).Distinct(StringComparer.Ordinal).ToArray();
        if (named.Length == 0)
        {
            return new Lifetime(client.TokenLifetime is { } own ? Smaller(own, allowed) : Smaller(options.Value.AccessTokenLifetime, allowed));
        }

        if (named.Length > 1
            || !int.TryParse(named[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds < 1)
        {
            return OAuthError.InvalidRequest($"{Parameter} must be a whole number of seconds, at least 1.");
        }

        return new Lifetime(Smaller(TimeSpan.FromSeconds(seconds), allowed));
    }

    private static TimeSpan Smaller(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
