using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Realtime.Edge.Routing;

internal sealed class EdgeForwarderClients(IOptions<EdgeProxyOptions> options, ILogger<ForwarderHttpClientFactory> logger) : ForwarderHttpClientFactory(logger)
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectTimeout = options.Value.ConnectTimeout;
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30);
    }
}
