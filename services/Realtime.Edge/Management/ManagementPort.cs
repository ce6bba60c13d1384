using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;

namespace Realtime.Edge.Management;

/// <summary>Keeps what is internal on the loopback port, and everything else off it. The port of the connection decides, not the Host header.</summary>
internal sealed class ManagementPort(RequestDelegate next, IOptions<EdgeOptions> options)
{
    private static readonly PathString[] Internal = ["/metrics", "/alive", "/health"];

    public Task InvokeAsync(HttpContext context)
    {
        var onManagementPort = context.Connection.LocalPort == options.Value.ManagementPort;
        var isInternal = Internal.Contains(context.Request.Path);
        if (onManagementPort ? !isInternal : isInternal)
        {
            // Not routed at all: the path means something else, or nothing, here.
            context.SetEndpoint(null);
            if (onManagementPort || context.Request.Path != "/health")
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            return Health.PublicHealth.WriteAsync(context);
        }

        return next(context);
    }
}
