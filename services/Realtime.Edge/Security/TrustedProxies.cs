using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using IPNetwork = System.Net.IPNetwork;

namespace Realtime.Edge.Security;

/// <summary>Proxies in front of the edge whose word on the client's address and scheme is taken.</summary>
internal sealed class TrustedProxies(IOptions<EdgeOptions> options)
{
    private readonly IPNetwork[] _networks = [.. options.Value.TrustedProxies.Select(Parse)];

    public bool Includes(IPAddress address) => _networks.Any(network => network.Contains(address));

    public void Apply(ForwardedHeadersOptions forwarded)
    {
        forwarded.ForwardedHeaders = _networks.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in _networks)
        {
            forwarded.KnownIPNetworks.Add(network);
        }
    }

    private static IPNetwork Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network : Whole(IPAddress.Parse(text));

    private static IPNetwork Whole(IPAddress address) => new(address, address.GetAddressBytes().Length * 8);
}
