using Microsoft.Extensions.Options;

namespace Realtime.Presence.Sessions;

[OptionsValidator]
internal sealed partial class ExclusiveSessionOptionsValidator : IValidateOptions<ExclusiveSessionOptions>;
