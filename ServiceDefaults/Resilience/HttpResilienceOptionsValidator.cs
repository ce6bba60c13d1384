using Microsoft.Extensions.Options;

namespace Realtime.ServiceDefaults.Resilience;

[OptionsValidator]
internal sealed partial class HttpResilienceOptionsValidator : IValidateOptions<HttpResilienceOptions>;
