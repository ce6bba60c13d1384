using Microsoft.Extensions.Options;

namespace Realtime.Auth.Configuration;

[OptionsValidator]
internal sealed partial class InternalOptionsValidator : IValidateOptions<InternalOptions>;
