using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using Realtime.Edge.Diagnostics;
using Realtime.Edge.Routing;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Edge.Security;

/// <summary>CORS does not apply to sockets: a browser says where the page is from, and it is for the server to refuse.</summary>
internal sealed class SocketOriginMiddleware(RequestDelegate next, AllowedOrigins origins, EdgeMetrics metrics, IOptions<EdgeOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (options.Value.SocketOrigins == SocketOrigins.Any || origin.Length == 0 || !SocketUpgrades.OpensSocket(context.Request) || IsAllowed(context.Request, origin))
        {
            return next(context);
        }

        metrics.Limited("origin");
        return RealtimeProblems.WriteAsync(context, StatusCodes.Status403Forbidden, "origin_not_allowed", "Pages of this origin may not open sockets here");
    }

    private bool IsAllowed(HttpRequest request, string origin) =>
        origins.List.Contains(origin) || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
