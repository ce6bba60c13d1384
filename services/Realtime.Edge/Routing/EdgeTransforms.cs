using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Realtime.Edge.Routing;

/// <summary>What services may believe is set here; what a client could forge is taken off.</summary>
internal static class EdgeTransforms
{
    private static readonly string[] Forgeable = ["X-Internal-Key", "Forwarded", "X-Real-IP", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Port"];

    // Set by the edge alone, once.
    private static readonly string[] OwnedByEdge =
    [
        "Server",
        "X-Powered-By",
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Headers",
        "Access-Control-Allow-Methods",
        "Access-Control-Expose-Headers",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "Referrer-Policy",
        "Strict-Transport-Security",
    ];

    public static void Add(TransformBuilderContext builder)
    {
        builder.AddOriginalHost();
        builder.AddRequestTransform(static context =>
        {
            context.ProxyRequest.RequestUri = RawPath.AddressOf(context.DestinationPrefix, context.HttpContext);
            return ValueTask.CompletedTask;
        });
        builder.AddXForwarded(ForwardedTransformActions.Set);
        builder.AddXForwardedPrefix(action: ForwardedTransformActions.Off);
        foreach (var header in Forgeable)
        {
            builder.AddRequestHeaderRemove(header);
        }

        builder.AddResponseTransform(static context =>
        {
            foreach (var header in OwnedByEdge)
            {
                context.HttpContext.Response.Headers.Remove(header);
            }

            return ValueTask.CompletedTask;
        });
    }
}
