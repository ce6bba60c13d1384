using Microsoft.Extensions.Options;

namespace Realtime.Auth.Configuration;

/// <summary>What attributes cannot say: rules over several options.</summary>
internal sealed class AuthOptionsRules : IValidateOptions<AuthOptions>
{
    public ValidateOptionsResult Validate(string? name, AuthOptions options)
    {
        List<string> errors = [];
        if (options.Issuer is { } issuer && (!issuer.IsAbsoluteUri || issuer.Scheme is not ("http" or "https") || issuer.Query.Length > 0 || issuer.Fragment.Length > 0))
        {
            errors.Add("Auth:Issuer must be an absolute http or https address without query and fragment.");
        }

        if (options.AccessTokenLifetime > options.MaxAccessTokenLifetime)
        {
            errors.Add("Auth:AccessTokenLifetime must not be above Auth:MaxAccessTokenLifetime.");
        }

        if (options.RefreshTokenLifetime > options.RefreshFamilyLifetime)
        {
            errors.Add("Auth:RefreshTokenLifetime must not be above Auth:RefreshFamilyLifetime.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
