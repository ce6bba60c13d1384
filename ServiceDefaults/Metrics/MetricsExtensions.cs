using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Realtime.ServiceDefaults.Metrics;

internal static class MetricsExtensions
{
    public static void AddRealtimeMetrics(this IHostApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.AddValidatedOptions<PrometheusOptions, PrometheusOptionsValidator>(PrometheusOptions.SectionName);
        builder.Services.AddSingleton<PrometheusCollector>();
        builder.Services.AddHostedService<PrometheusStart>();
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", static async (HttpContext context, PrometheusCollector collector) =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            await context.Response.BodyWriter.WriteAsync(collector.Collect(), context.RequestAborted);
        }).AllowAnonymous().WithTags("health").Describe("GetMetrics", "The metrics in Prometheus' text format", static operation => operation
            .ReturnsText("The metrics.", "text/plain", "# TYPE realtime_connections gauge\nrealtime_connections 1204\n")
            .Fails(503, "unavailable", "Service unavailable"));
}
