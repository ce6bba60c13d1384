using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Realtime.ServiceDefaults.Tests.Support;
using Realtime.Testing;

namespace Realtime.ServiceDefaults.Tests.Telemetry;

public sealed class TelemetryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Traces_metrics_and_logs_reach_the_collector_without_credentials()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await TestService.StartAsync(map: app => app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.AddOrUpdate(signal, Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
        }));

        await using (var service = await TestService.StartAsync(map: MapGreeting, settings: Exporting(collector.Client.BaseAddress!)))
        {
            await service.Client.GetStringAsync("/greet/bob?token=s3cret");
            foreach (var (signal, text) in new[] { ("traces", "GET /greet/{name}"), ("metrics", "http.server.request.duration"), ("logs", "Greeting bob at /greet?token=REDACTED") })
            {
                await Eventually.Async(() => received.GetValueOrDefault(signal, "").Contains(text, StringComparison.Ordinal), Patience, $"{signal} without '{text}'");
            }
        }

        foreach (var body in received.Values)
        {
            body.ShouldNotContain("s3cret");
        }
    }

    [Fact]
    public async Task What_exceptions_say_is_exported_without_credentials()
    {
        var received = new ConcurrentQueue<string>();
        await using var collector = await TestService.StartAsync(map: app => app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        }));

        await using (var service = await TestService.StartAsync(map: MapFailing, settings: Exporting(collector.Client.BaseAddress!)))
        {
            await service.Client.GetStringAsync("/fail");
            foreach (var text in new[] { "Cannot reach amqp://guest:REDACTED@broker with password=REDACTED", "exception.stacktrace", "span.of.fault", "status password=REDACTED" })
            {
                await Eventually.Async(() => string.Concat(received).Contains(text, StringComparison.Ordinal), Patience, $"'{text}' is not exported");
            }
        }

        var exported = string.Concat(received);
        exported.ShouldNotContain("leaking.event");
        exported.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task An_unreachable_collector_disturbs_nothing()
    {
        await using var service = await TestService.StartAsync(map: MapGreeting, settings: Exporting(new Uri("http://127.0.0.1:1")));

        (await service.Client.GetStringAsync("/greet/bob")).ShouldBe("hi");
        (await service.Client.GetAsync("/health")).IsSuccessStatusCode.ShouldBeTrue();
    }

    private static void MapFailing(IEndpointRouteBuilder app) => app.MapGet("/fail", (ILoggerFactory loggers) =>
    {
        using var source = new ActivitySource("Realtime.Test");
        var fault = new InvalidOperationException("Cannot reach amqp://guest:s3cret@broker with password=s3cret");
        loggers.CreateLogger("Realtime.Test").LogError(fault, "It failed");
        using (var span = source.StartActivity("span.of.fault"))
        {
            span?.AddException(fault).SetStatus(ActivityStatusCode.Error, "status password=s3cret").SetTag("db.connection_string", "Host=h;Password=s3cret;Port=1");
        }

        using (var span = source.StartActivity("leaking.event"))
        {
            span?.AddEvent(new ActivityEvent("told", tags: new ActivityTagsCollection { ["exception.message"] = "token=s3cret" }));
        }

        return "failed";
    });

    private static void MapGreeting(IEndpointRouteBuilder app) => app.MapGet("/greet/{name}", (string name, ILoggerFactory loggers) =>
    {
        loggers.CreateLogger("Realtime.Test").LogInformation("Greeting {Name} at {Address}", name, "/greet?token=s3cret");
        return "hi";
    });

    private static Dictionary<string, string?> Exporting(Uri collector) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.AbsoluteUri,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
    };
}
