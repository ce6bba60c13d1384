using Microsoft.Extensions.Options;

namespace Realtime.Edge.Configuration;

[OptionsValidator]
internal sealed partial class EdgeProxyOptionsValidator : IValidateOptions<EdgeProxyOptions>;
