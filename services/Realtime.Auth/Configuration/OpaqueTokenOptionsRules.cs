using Microsoft.Extensions.Options;

namespace Realtime.Auth.Configuration;

/// <summary>Secrets must be there and well-formed; the errors name the option, never its value.</summary>
internal sealed class OpaqueTokenOptionsRules : IValidateOptions<OpaqueTokenOptions>
{
    private const int KeyLength = 64;
    private const int MaxLive = 2;

    public ValidateOptionsResult Validate(string? name, OpaqueTokenOptions options)
    {
        List<string> errors = [];
        CheckCount(errors, $"Auth:{name}:Keys", options.Keys);
        CheckCount(errors, $"Auth:{name}:ApiKeys", options.ApiKeys);
        for (var i = 0; i < options.Keys.Length; i++)
        {
            if (options.Keys[i] is not { Length: KeyLength } key || !key.All(char.IsAsciiHexDigit))
            {
                errors.Add($"Auth:{name}:Keys:{i} must be 64 hexadecimal characters (openssl rand -hex 32).");
            }
        }

        if (options.ApiKeys.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add($"Auth:{name}:ApiKeys must not hold an empty secret.");
        }

        if (options.DefaultLifetime > options.MaxLifetime)
        {
            errors.Add($"Auth:{name}:DefaultLifetime must not be above Auth:{name}:MaxLifetime.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckCount(List<string> errors, string option, string[] values)
    {
        if (values.Length is 0 or > MaxLive)
        {
            errors.Add(values.Length == 0 ? $"{option} is missing: set {option}:0." : $"{option} must hold at most {MaxLive} values.");
        }
    }
}
