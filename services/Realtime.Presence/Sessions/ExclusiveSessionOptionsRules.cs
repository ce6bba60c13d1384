using Microsoft.Extensions.Options;

namespace Realtime.Presence.Sessions;

internal sealed class ExclusiveSessionOptionsRules : IValidateOptions<ExclusiveSessionOptions>
{
    public ValidateOptionsResult Validate(string? name, ExclusiveSessionOptions options) => options.MinTtl <= options.MaxTtl
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("Presence:Sessions:MinTtl must not be longer than Presence:Sessions:MaxTtl.");
}
