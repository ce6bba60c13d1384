using System.Globalization;
using Microsoft.Extensions.Options;
using Realtime.Edge.Configuration;

namespace Realtime.Edge.Security;

internal sealed class SecurityHeadersMiddleware
{
    private readonly RequestDelegate _next;
    private readonly Func<object, Task> _setHeaders;

    public SecurityHeadersMiddleware(RequestDelegate next, IOptions<EdgeHttpsOptions> https)
    {
        _next = next;
        var hsts = string.Create(CultureInfo.InvariantCulture, $"max-age={(long)https.Value.HstsMaxAge.TotalSeconds}; includeSubDomains");
        _setHeaders = state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            // The filter it switches off did more harm than good; the policy below is what protects.
            headers.XXSSProtection = "0";
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            }

            if (context.Request.IsHttps)
            {
                headers.StrictTransportSecurity = hsts;
            }

            return Task.CompletedTask;
        };
    }

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(_setHeaders, context);
        return _next(context);
    }
}
