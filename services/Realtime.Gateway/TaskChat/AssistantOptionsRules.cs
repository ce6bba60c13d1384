using Microsoft.Extensions.Options;

namespace Realtime.Gateway.TaskChat;

internal sealed class AssistantOptionsRules : IValidateOptions<AssistantOptions>
{
    public ValidateOptionsResult Validate(string? name, AssistantOptions options)
    {
        List<string> failures = [];
        if (options.BaseAddress.Length > 0 && (!Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
        {
            failures.Add($"{AssistantOptions.SectionName}:BaseAddress must be an absolute http or https address, or empty.");
        }

        if (options.TotalTimeout < options.AttemptTimeout)
        {
            failures.Add($"{AssistantOptions.SectionName}:TotalTimeout must not be shorter than AttemptTimeout.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
