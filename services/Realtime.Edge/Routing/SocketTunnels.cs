using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Realtime.Edge.Configuration;
using Realtime.Edge.Diagnostics;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Edge.Routing;

/// <summary>Counts sockets that pass through, leaves slow readers to the gateway, which knows what to do with them, and lets go when the edge stops.</summary>
internal sealed class SocketTunnels(RequestDelegate next, EdgeMetrics metrics, IHostApplicationLifetime lifetime, IOptions<EdgeProxyOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsOptions(context.Request.Method) && context.Request.Path.StartsWithSegments("/ws", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (!SocketUpgrades.AsksForSocket(context.Request))
        {
            // Other protocols are not offered; who asks for one is answered in this one.
            context.Request.Headers.Remove(HeaderNames.Upgrade);
            await next(context);
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Get;
            await RealtimeProblems.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "A socket is opened by GET");
            return;
        }

        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        var tunnel = new Tunnel(context);
        metrics.SocketOpened();
        await using var stopping = lifetime.ApplicationStopping.Register(() => tunnel.AbortWithin(options.Value.ShutdownTime));
        try
        {
            await next(context);
        }
        finally
        {
            tunnel.End();
            metrics.SocketClosed();
        }
    }

    private sealed class Tunnel(HttpContext context)
    {
        private readonly Lock _gate = new();
        private bool _ended;

        public void AbortWithin(TimeSpan time)
        {
            var timer = new CancellationTokenSource(time * Random.Shared.NextDouble());
            timer.Token.Register(() =>
            {
                Abort();
                timer.Dispose();
            });
        }

        public void End()
        {
            lock (_gate)
            {
                _ended = true;
            }
        }

        // The context belongs to another request, or to nobody, once this one has ended.
        private void Abort()
        {
            lock (_gate)
            {
                if (!_ended)
                {
                    context.Abort();
                }
            }
        }
    }
}
