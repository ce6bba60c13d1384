using Microsoft.Extensions.Options;

namespace Realtime.Auth.Configuration;

internal sealed class DataProtectionKeyOptionsRules : IValidateOptions<DataProtectionKeyOptions>
{
    private const int KeyDigits = 64;

    public ValidateOptionsResult Validate(string? name, DataProtectionKeyOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        for (var i = 0; i < options.Keys.Count; i++)
        {
            // The value stays out of the message.
            if (options.Keys[i].Length != KeyDigits || !options.Keys[i].All(char.IsAsciiHexDigit))
            {
                errors.AddError($"Auth:DataProtection:Keys:{i} must be {KeyDigits} hexadecimal digits (openssl rand -hex 32).");
            }
        }

        return errors.Build();
    }
}
