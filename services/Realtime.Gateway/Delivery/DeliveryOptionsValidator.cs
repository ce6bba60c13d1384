using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Delivery;

[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;
