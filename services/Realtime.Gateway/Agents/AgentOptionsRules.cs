using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Agents;

internal sealed class AgentOptionsRules : IValidateOptions<AgentOptions>
{
    public ValidateOptionsResult Validate(string? name, AgentOptions options) => options.PongWait > options.PingInterval
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{AgentOptions.SectionName}:PongWait must be longer than PingInterval.");
}
