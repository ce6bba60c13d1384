using Microsoft.AspNetCore.Http.Features;
using Realtime.ServiceDefaults.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Realtime.Edge.Limits;

/// <summary>Answers 413 to bodies above the limit, also where their length shows only while they are passed on.</summary>
internal sealed class BodyLimitMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var limit = LimitOf(context);
        if (context.Request.ContentLength > limit)
        {
            await RefuseAsync(context);
            return;
        }

        await next(context);
        if (!context.Response.HasStarted && context.Features.Get<IForwarderErrorFeature>()?.Exception is { } failure && IsTooLarge(failure))
        {
            context.Response.Clear();
            await RefuseAsync(context);
        }
    }

    /// <summary>That of the route where it has one; the proxy itself would set it only later.</summary>
    private static long? LimitOf(HttpContext context)
    {
        var body = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (body is { IsReadOnly: false } && context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.MaxRequestBodySize is { } own)
        {
            body.MaxRequestBodySize = own;
        }

        return body?.MaxRequestBodySize;
    }

    private static bool IsTooLarge(Exception failure) => failure switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => true,
        AggregateException many => many.InnerExceptions.Any(IsTooLarge),
        { InnerException: { } inner } => IsTooLarge(inner),
        _ => false,
    };

    private static Task RefuseAsync(HttpContext context)
    {
        // What still comes is read and thrown away for a moment, or the client would see a reset instead of the answer.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = null;
        }

        context.Response.Headers.Connection = "close";
        return RealtimeProblems.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "payload_too_large", "The request body is too large");
    }
}
