using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using Realtime.Edge.Diagnostics;
using Realtime.Edge.Security;

namespace Realtime.Edge.Limits;

/// <summary>Counts connections by address as they are accepted; those above the limit are marked, answered 429 and closed.</summary>
internal sealed class ConnectionLimit(IOptions<EdgeLimitsOptions> options, IOptions<EdgeOptions> edge, TrustedProxies proxies, EdgeMetrics metrics)
{
    private readonly AddressCounter _addresses = new();

    public async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: { } address } || connection.LocalEndPoint is IPEndPoint local && local.Port == edge.Value.ManagementPort)
        {
            await next(connection);
            return;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        metrics.ConnectionOpened();
        if (_addresses.Enter(address) > options.Value.ConnectionsPerAddress && !proxies.Includes(address))
        {
            connection.Features.Set(TooManyConnections.Instance);
        }

        try
        {
            await next(connection);
        }
        finally
        {
            _addresses.Leave(address);
            metrics.ConnectionClosed();
        }
    }
}
