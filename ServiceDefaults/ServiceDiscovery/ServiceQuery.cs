using System.Diagnostics.CodeAnalysis;

namespace Realtime.ServiceDefaults.ServiceDiscovery;

/// <summary>What a logical address asks for: <c>https+http://_sockets.gateway</c> is schemes, endpoint name and service.</summary>
internal sealed record ServiceQuery(IReadOnlyList<string> Schemes, string? EndpointName, string Service)
{
    public static bool TryParse(Uri address, [NotNullWhen(true)] out ServiceQuery? query)
    {
        query = null;
        if (!address.IsAbsoluteUri || address.HostNameType is not (UriHostNameType.Dns or UriHostNameType.Basic or UriHostNameType.Unknown))
        {
            return false;
        }

        var schemes = address.Scheme.Split('+', StringSplitOptions.RemoveEmptyEntries);
        var host = address.Host;
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        query = host.StartsWith('_') && dot > 1 && dot < host.Length - 1
            ? new ServiceQuery(schemes, host[1..dot], host[(dot + 1)..])
            : new ServiceQuery(schemes, null, host);
        return host.Length > 0;
    }
}
