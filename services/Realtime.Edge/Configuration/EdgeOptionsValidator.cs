using Microsoft.Extensions.Options;

namespace Realtime.Edge.Configuration;

[OptionsValidator]
internal sealed partial class EdgeOptionsValidator : IValidateOptions<EdgeOptions>;
