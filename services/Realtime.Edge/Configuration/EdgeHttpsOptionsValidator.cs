using Microsoft.Extensions.Options;

namespace Realtime.Edge.Configuration;

[OptionsValidator]
internal sealed partial class EdgeHttpsOptionsValidator : IValidateOptions<EdgeHttpsOptions>;
