using Microsoft.Extensions.Options;

namespace Realtime.Presence.Locations;

internal sealed class LocationOptionsRules : IValidateOptions<LocationOptions>
{
    public ValidateOptionsResult Validate(string? name, LocationOptions options) => options.DefaultLimit <= options.MaxLimit
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("Presence:Locations:DefaultLimit must not be greater than Presence:Locations:MaxLimit.");
}
