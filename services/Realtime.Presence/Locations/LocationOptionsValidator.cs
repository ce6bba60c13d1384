using Microsoft.Extensions.Options;

namespace Realtime.Presence.Locations;

[OptionsValidator]
internal sealed partial class LocationOptionsValidator : IValidateOptions<LocationOptions>;
