namespace Realtime.Edge.Health;

/// <summary>The edge's own liveness; what is behind it is the matter of /ready.</summary>
internal static class PublicHealth
{
    public static Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync("{\"status\":\"ok\",\"service\":\"edge\"}", context.RequestAborted);
    }
}
