using Microsoft.AspNetCore.Http;

namespace Realtime.ServiceDefaults.Http;

/// <summary>The server decodes every escape of a path but %2F, which would split segments. Once the path is routed, a room <c>a%2Fb</c> is <c>a/b</c> again.</summary>
internal sealed class RouteSlashMiddleware(RequestDelegate next)
{
    private const string Escaped = "%2F";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.Value?.Contains(Escaped, StringComparison.OrdinalIgnoreCase) == true)
        {
            var values = context.Request.RouteValues;
            foreach (var (name, value) in values.ToArray())
            {
                if (value is string text)
                {
                    values[name] = text.Replace(Escaped, "/", StringComparison.OrdinalIgnoreCase);
                }
            }
        }

        return next(context);
    }
}
