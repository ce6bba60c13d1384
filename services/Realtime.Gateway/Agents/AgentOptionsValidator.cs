using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Agents;

[OptionsValidator]
internal sealed partial class AgentOptionsValidator : IValidateOptions<AgentOptions>;
