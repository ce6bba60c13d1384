using System.Globalization;
using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using Realtime.Edge.Diagnostics;
using Realtime.Edge.Routing;
using Realtime.ServiceDefaults.Http;

namespace Realtime.Edge.Limits;

internal sealed class RequestLimitMiddleware(RequestDelegate next, RequestLimits limits, Caller caller, EdgeMetrics metrics, IOptions<EdgeOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (IsFree(context.Request) || context.Connection.LocalPort == options.Value.ManagementPort)
        {
            await next(context);
            return;
        }

        var limiter = SocketUpgrades.IsSocket(context.Request) || SocketUpgrades.IsOfSession(context.Request) ? limits.Upgrades : limits.Requests;
        if (limiter.Count(await caller.IdentifyAsync(context)) is { } wait)
        {
            metrics.Limited("requests");
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await RealtimeProblems.WriteAsync(context, StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests, please try again later");
            return;
        }

        await next(context);
    }

    private static bool IsFree(HttpRequest request) => request.Path == "/health" || request.Path == "/ready" || HttpMethods.IsOptions(request.Method);
}
