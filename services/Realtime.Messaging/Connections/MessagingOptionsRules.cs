using Microsoft.Extensions.Options;

namespace Realtime.Messaging.Connections;

internal sealed class MessagingOptionsRules : IValidateOptions<MessagingOptions>
{
    public ValidateOptionsResult Validate(string? name, MessagingOptions options)
    {
        var failures = new List<string>();
        if (options.ReconnectMin > options.ReconnectMax)
        {
            failures.Add("Messaging:ReconnectMin is longer than Messaging:ReconnectMax.");
        }

        // The address may hold a password, so it is not repeated here.
        if (options.ConnectionString.Length > 0
            && (!Uri.TryCreate(options.ConnectionString, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps")))
        {
            failures.Add("ConnectionStrings:messaging is no amqp:// or amqps:// address.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
