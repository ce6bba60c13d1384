using Microsoft.Extensions.Options;

namespace Realtime.Edge.Configuration;

[OptionsValidator]
internal sealed partial class EdgeLimitsOptionsValidator : IValidateOptions<EdgeLimitsOptions>;
