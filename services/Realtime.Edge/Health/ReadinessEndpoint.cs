using System.Text.Json;

namespace Realtime.Edge.Health;

internal static class ReadinessEndpoint
{
    public static void MapReadiness(this IEndpointRouteBuilder routes) => routes.MapGet("/ready", WriteAsync).AllowAnonymous();

    private static async Task WriteAsync(HttpContext context, Readiness readiness)
    {
        var states = await readiness.AskAsync();
        var ready = states.All(state => state.Up);
        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", ready ? "ok" : "unhealthy");
        json.WriteString("service", "edge");
        json.WriteStartObject("dependencies");
        foreach (var state in states)
        {
            json.WriteStartObject(state.Name);
            json.WriteString("status", state.Up ? "up" : "down");
            json.WriteString("detail", state.Detail);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
