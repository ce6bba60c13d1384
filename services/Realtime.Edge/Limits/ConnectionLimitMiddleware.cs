using Realtime.Edge.Diagnostics;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Edge.Limits;

internal sealed class ConnectionLimitMiddleware(RequestDelegate next, EdgeMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<TooManyConnections>() is null)
        {
            return next(context);
        }

        metrics.Limited("connections");
        context.Response.Headers.Connection = "close";
        context.Response.Headers.RetryAfter = "10";
        return RealtimeProblems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "too_many_connections", "Too many connections from this address");
    }
}
