using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Realtime.ServiceDefaults.Http;

internal sealed class RequestIdMiddleware(RequestDelegate next, ILogger<RequestIdMiddleware> logger)
{
    private static readonly Func<object, Task> SetHeader = state =>
    {
        var context = (HttpContext)state;
        context.Response.Headers[RequestIds.HeaderName] = context.GetRequestId();
        return Task.CompletedTask;
    };

    public async Task InvokeAsync(HttpContext context)
    {
        var given = context.Request.Headers[RequestIds.HeaderName];
        var id = given.Count == 1 && RequestIds.IsAcceptable(given[0]) ? given[0]! : RequestIds.Create();
        RequestIds.Set(context, id);
        context.TraceIdentifier = id;
        context.Request.Headers[RequestIds.HeaderName] = id;
        // Set at the last moment: error handlers clear the headers, and 101 has them sent by the server.
        context.Response.OnStarting(SetHeader, context);
        using (logger.BeginScope(new RequestScope(id)))
        {
            await next(context);
        }
    }
}
