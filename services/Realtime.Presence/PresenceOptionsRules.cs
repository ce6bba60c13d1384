using Microsoft.Extensions.Options;

namespace Realtime.Presence;

internal sealed class PresenceOptionsRules : IValidateOptions<PresenceOptions>
{
    public ValidateOptionsResult Validate(string? name, PresenceOptions options)
    {
        var failures = new List<string>();
        if (options.ProbeInterval >= options.ProbeGap)
        {
            failures.Add("Presence:ProbeInterval must be shorter than Presence:ProbeGap.");
        }

        if (options.SweepInterval >= options.Lease)
        {
            failures.Add("Presence:SweepInterval must be shorter than Presence:Lease.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
