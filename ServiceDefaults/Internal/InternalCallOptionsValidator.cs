using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Realtime.ServiceDefaults.Internal;

internal sealed class InternalCallOptionsValidator(IHostEnvironment environment) : IValidateOptions<InternalCallOptions>
{
    private const int MinimumLength = 16;

    public ValidateOptionsResult Validate(string? name, InternalCallOptions options)
    {
        if (options.Key.Length == 0)
        {
            return ValidateOptionsResult.Fail("Internal:Key is required: the secret all services share for calls among themselves.");
        }

        if (environment.IsDevelopment())
        {
            return ValidateOptionsResult.Success;
        }

        return options.Key.Length < MinimumLength || options.Key == InternalCallOptions.DevelopmentKey
            ? ValidateOptionsResult.Fail($"Internal:Key must be a secret of at least {MinimumLength} characters.")
            : ValidateOptionsResult.Success;
    }
}
