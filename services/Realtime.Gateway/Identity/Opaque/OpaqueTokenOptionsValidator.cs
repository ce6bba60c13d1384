using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Identity.Opaque;

[OptionsValidator]
internal sealed partial class OpaqueTokenOptionsValidator : IValidateOptions<OpaqueTokenOptions>;
