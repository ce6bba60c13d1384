using System.Text.Json;

namespace Realtime.Edge.Health;

internal static class ReadinessEndpoint
{
    public static void MapReadiness(this IEndpointRouteBuilder routes) => routes.MapGet("/ready", WriteAsync).AllowAnonymous()
        .WithTags("health")
        .Describe("GetDependencies", "Whether every service behind the edge works", static operation => operation
            .Returns("All do.", Sample("ok", "up"))
            .FailsSilently(StatusCodes.Status400BadRequest, "The request is no HTTP.")
            .FailsWith(StatusCodes.Status503ServiceUnavailable, "unhealthy", Sample("unhealthy", "down")));

    private static ReadinessReport Sample(string status, string state) =>
        new(status, "edge", new Dictionary<string, DependencyReport> { ["gateway"] = new(state, state == "up" ? "2 of 2" : "0 of 2") });

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
