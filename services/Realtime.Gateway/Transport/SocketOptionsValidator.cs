using System.Net;
using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Transport;

[OptionsValidator]
public sealed partial class SocketOptionsValidator : IValidateOptions<SocketOptions>;

/// <summary>What attributes cannot say.</summary>
internal sealed class SocketOptionsRules : IValidateOptions<SocketOptions>
{
    public ValidateOptionsResult Validate(string? name, SocketOptions options)
    {
        var errors = new List<string>();
        if (options.Address is { } address && !IPAddress.TryParse(address, out _))
        {
            errors.Add($"{SocketOptions.SectionName}:Address is not an IP address: '{address}'.");
        }

        errors.AddRange((options.TrustedProxies ?? []).Where(network => !IPNetwork.TryParse(network, out _))
            .Select(network => $"{SocketOptions.SectionName}:TrustedProxies has an entry that is not a CIDR network: '{network}'."));
        if (options.MaxConnectionsPerAddress > options.MaxConnections)
        {
            errors.Add($"{SocketOptions.SectionName}:MaxConnectionsPerAddress is above MaxConnections.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
