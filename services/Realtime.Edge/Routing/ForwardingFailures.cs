using Yarp.ReverseProxy.Forwarder;

namespace Realtime.Edge.Routing;

/// <summary>Logs what went wrong on the way to a service, and not what clients do.</summary>
internal static partial class ForwardingFailures
{
    public static IApplicationBuilder UseForwardingFailures(this IApplicationBuilder pipeline)
    {
        var logger = pipeline.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("Realtime.Edge.Forwarding");
        return pipeline.Use(async (context, next) =>
        {
            await next(context);
            var proxy = context.GetReverseProxyFeature();
            if (context.GetForwarderErrorFeature() is { } failure && IsOfTheService(failure.Error) && !context.RequestAborted.IsCancellationRequested)
            {
                Log.Failed(logger, proxy.Cluster.Config.ClusterId, proxy.ProxiedDestination?.DestinationId ?? "-", failure.Error, failure.Exception?.Message ?? "");
            }
        });
    }

    private static bool IsOfTheService(ForwarderError error) => error is
        ForwarderError.Request
        or ForwarderError.RequestTimedOut
        or ForwarderError.RequestCreation
        or ForwarderError.NoAvailableDestinations
        or ForwarderError.ResponseHeaders
        or ForwarderError.ResponseBodyDestination
        or ForwarderError.UpgradeActivityTimeout;

    private static partial class Log
    {
        [LoggerMessage(5021, LogLevel.Warning, "{Cluster} ({Destination}) could not be asked: {Error} {Reason}", EventName = "ForwardingFailed")]
        public static partial void Failed(ILogger logger, string cluster, string destination, ForwarderError error, string reason);
    }
}
