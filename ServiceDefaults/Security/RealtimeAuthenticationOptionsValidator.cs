using Microsoft.Extensions.Options;

namespace Realtime.ServiceDefaults.Security;

[OptionsValidator]
internal sealed partial class RealtimeAuthenticationOptionsValidator : IValidateOptions<RealtimeAuthenticationOptions>;
