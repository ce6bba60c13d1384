using System.Net;
using Microsoft.Extensions.Options;

namespace Realtime.Edge.Configuration;

internal sealed class EdgeOptionsRules : IValidateOptions<EdgeOptions>
{
    public ValidateOptionsResult Validate(string? name, EdgeOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        foreach (var proxy in options.TrustedProxies.Where(proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _)))
        {
            errors.AddError($"'{proxy}' is neither an address nor a network", "Edge:TrustedProxies");
        }

        foreach (var origin in options.AllowedOrigins.Where(origin => !IsOrigin(origin)))
        {
            errors.AddError($"'{origin}' is no origin (scheme://host[:port])", "Edge:AllowedOrigins");
        }

        return errors.Build();
    }

    public static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase);
}
