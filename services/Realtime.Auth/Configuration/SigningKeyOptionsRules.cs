using Microsoft.Extensions.Options;

namespace Realtime.Auth.Configuration;

internal sealed class SigningKeyOptionsRules : IValidateOptions<SigningKeyOptions>
{
    public ValidateOptionsResult Validate(string? name, SigningKeyOptions options)
    {
        List<string> errors = [];
        if (options.PublishAhead >= options.RotationInterval)
        {
            errors.Add("Auth:SigningKeys:PublishAhead must be below Auth:SigningKeys:RotationInterval.");
        }

        if (options.ReloadInterval >= options.PublishAhead)
        {
            errors.Add("Auth:SigningKeys:ReloadInterval must be below Auth:SigningKeys:PublishAhead, or a replica would learn of a key too late.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
