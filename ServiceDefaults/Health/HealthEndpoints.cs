using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Realtime.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", ReadyAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/alive", static () => TypedResults.Bytes("{\"status\":\"ok\"}"u8.ToArray(), "application/json")).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task ReadyAsync(HttpContext context, HealthCheckService checks, HealthTransitions transitions, ServiceName name)
    {
        var report = await checks.CheckHealthAsync(context.RequestAborted);
        transitions.Note(report);
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        HealthReportWriter.Write(json, report, name.Value);
        await json.FlushAsync(context.RequestAborted);
    }
}
