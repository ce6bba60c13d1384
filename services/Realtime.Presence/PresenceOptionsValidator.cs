using Microsoft.Extensions.Options;

namespace Realtime.Presence;

[OptionsValidator]
internal sealed partial class PresenceOptionsValidator : IValidateOptions<PresenceOptions>;
