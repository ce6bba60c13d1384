using Microsoft.Extensions.Options;

namespace Realtime.OfflineDelivery;

[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;
