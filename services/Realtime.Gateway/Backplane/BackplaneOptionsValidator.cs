using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Backplane;

[OptionsValidator]
internal sealed partial class BackplaneOptionsValidator : IValidateOptions<BackplaneOptions>;
