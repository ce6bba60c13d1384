using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Realtime.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", ReadyAsync).AllowAnonymous().WithTags("health").Describe("GetReadiness", "Whether the service and what it needs work", static operation => operation
            .Returns("They do; a part that is degraded does not make it fail.", new Dictionary<string, string> { ["status"] = "ok", ["service"] = "gateway" })
            .FailsSilently(400, "The request is no HTTP.")
            .FailsWith(503, "unhealthy", new Dictionary<string, string> { ["status"] = "unhealthy", ["service"] = "gateway" }));
        routes.MapGet("/alive", static () => TypedResults.Bytes("{\"status\":\"ok\"}"u8.ToArray(), "application/json")).AllowAnonymous().WithTags("health").Describe("GetLiveness", "Whether the process answers", static operation => operation
            .Returns("It does.", new Dictionary<string, string> { ["status"] = "ok" })
            .Fails(503, "unavailable", "Service unavailable"));
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
