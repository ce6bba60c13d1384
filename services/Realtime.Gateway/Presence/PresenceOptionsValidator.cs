using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Presence;

[OptionsValidator]
internal sealed partial class PresenceOptionsValidator : IValidateOptions<PresenceOptions>;
