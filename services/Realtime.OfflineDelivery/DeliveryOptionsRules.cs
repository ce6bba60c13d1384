using Microsoft.Extensions.Options;

namespace Realtime.OfflineDelivery;

internal sealed class DeliveryOptionsRules : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options) =>
        options.TimeToLive > options.MaxTimeToLive
            ? ValidateOptionsResult.Fail("Delivery:TimeToLive is longer than Delivery:MaxTimeToLive.")
            : ValidateOptionsResult.Success;
}
