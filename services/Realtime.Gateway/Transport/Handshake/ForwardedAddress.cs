using System.Net;
using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Transport.Handshake;

/// <summary>The client's address behind trusted proxies.</summary>
internal sealed class ForwardedAddress(IOptions<SocketOptions> options)
{
    private static readonly string[] Private = ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

    private readonly IPNetwork[] _trusted = [.. (options.Value.TrustedProxies ?? Private).Select(IPNetwork.Parse)];

    /// <summary>The last address in the chain that is not a trusted proxy's; the first of the chain when all are.</summary>
    public IPAddress Resolve(IPAddress peer, string? forwardedFor)
    {
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        if (forwardedFor is null)
        {
            return address;
        }

        var chain = forwardedFor.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = chain.Length - 1; i >= 0 && IsTrusted(address) && TryParse(chain[i], out var next); i--)
        {
            address = next;
        }

        return address;
    }

    private static bool TryParse(string text, out IPAddress address)
    {
        // An address may carry a port: "203.0.113.7:1234", "[2001:db8::1]:1234".
        if (IPEndPoint.TryParse(text, out var endpoint))
        {
            address = endpoint.Address.IsIPv4MappedToIPv6 ? endpoint.Address.MapToIPv4() : endpoint.Address;
            return true;
        }

        address = IPAddress.None;
        return false;
    }

    private bool IsTrusted(IPAddress address)
    {
        foreach (var network in _trusted)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
