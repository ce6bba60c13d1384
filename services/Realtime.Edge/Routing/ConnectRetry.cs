using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;
using Realtime.Edge.Diagnostics;
using Yarp.ReverseProxy.Forwarder;

namespace Realtime.Edge.Routing;

/// <summary>A replica that cannot even be connected to has seen nothing of the request: another one is tried before the client hears of it.</summary>
internal static class ConnectRetry
{
    public static IApplicationBuilder UseConnectRetry(this IApplicationBuilder pipeline) => pipeline.Use(async (context, next) =>
    {
        var proxy = context.GetReverseProxyFeature();
        var attempts = context.RequestServices.GetRequiredService<IOptions<EdgeProxyOptions>>().Value.ConnectAttempts;
        while (true)
        {
            var candidates = proxy.AvailableDestinations;
            await next(context);
            if (--attempts <= 0 || !CouldNotConnect(context) || proxy.ProxiedDestination is not { } failed)
            {
                return;
            }

            var others = candidates.Where(destination => destination != failed).ToArray();
            if (others.Length == 0)
            {
                return;
            }

            context.RequestServices.GetRequiredService<EdgeMetrics>().ConnectRetried(proxy.Cluster.Config.ClusterId);
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            proxy.ProxiedDestination = null;
            proxy.AvailableDestinations = others;
        }
    });

    private static bool CouldNotConnect(HttpContext context) =>
        !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && context.GetForwarderErrorFeature()?.Exception is { } exception
        && IsConnectFailure(exception);

    private static bool IsConnectFailure(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => true,
        // The handler reports its connect timeout so.
        OperationCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };
}
