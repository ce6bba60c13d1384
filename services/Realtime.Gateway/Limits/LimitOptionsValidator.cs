using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Limits;

[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
