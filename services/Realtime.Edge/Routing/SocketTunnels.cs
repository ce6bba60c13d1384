using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Realtime.Edge.Diagnostics;

namespace Realtime.Edge.Routing;

/// <summary>Counts sockets that pass through, and leaves slow readers to the gateway, which knows what to do with them.</summary>
internal sealed class SocketTunnels(RequestDelegate next, EdgeMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsOptions(context.Request.Method) && context.Request.Path.StartsWithSegments("/ws", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (context.Request.Headers.Upgrade.Count == 0)
        {
            await next(context);
            return;
        }

        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        metrics.SocketOpened();
        try
        {
            await next(context);
        }
        finally
        {
            metrics.SocketClosed();
        }
    }
}
