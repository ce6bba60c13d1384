using Microsoft.Extensions.Options;
using Realtime.Auth.Clients;

namespace Realtime.Auth.Configuration;

internal sealed class ConfiguredClientsRules : IValidateOptions<ConfiguredClients>
{
    public ValidateOptionsResult Validate(string? name, ConfiguredClients options)
    {
        List<string> errors = [];
        foreach (var (clientId, client) in options.Clients)
        {
            var section = $"{ConfiguredClients.SectionName}:{clientId}";
            errors.AddRange(ClientRules.Check(client.ToDefinition(clientId)).Select(error => $"{section}: {error.Key} {error.Value[0]}."));
            if (client.AllSecrets() is not { Length: > 0 and <= ClientRules.MaxSecrets } secrets || secrets.Any(string.IsNullOrWhiteSpace))
            {
                errors.Add($"{section}:Secret is missing: a client has one or two secrets.");
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
