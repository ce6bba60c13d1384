using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;

namespace Realtime.Auth.Http;

/// <summary>Bounds every body. Not a server option: the server is made before the options are validated.</summary>
internal sealed class RequestSizeMiddleware(RequestDelegate next, IOptions<AuthOptions> options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.Value.MaxRequestBytes;
        }

        return next(context);
    }
}
