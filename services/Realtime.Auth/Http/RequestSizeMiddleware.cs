using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Realtime.Auth.Configuration;

namespace Realtime.Auth.Http;

/// <summary>
/// Bounds every body, well above what the endpoints take: they refuse what is larger themselves, and the server throws the rest away.
/// Not a server option: the server is made before the options are validated.
/// </summary>
internal sealed class RequestSizeMiddleware(RequestDelegate next, IOptions<AuthOptions> options)
{
    private const long DiscardedBytes = 8_388_608;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.Value.MaxRequestBytes + DiscardedBytes;
        }

        return next(context);
    }
}
