using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Realtime.ServiceDefaults;
using Realtime.ServiceDefaults.Configuration;
using Realtime.ServiceDefaults.Health;
using Realtime.ServiceDefaults.Http;
using Realtime.ServiceDefaults.Logging;
using Realtime.ServiceDefaults.Metrics;
using Realtime.ServiceDefaults.Resilience;
using Realtime.ServiceDefaults.ServiceDiscovery;
using Realtime.ServiceDefaults.Startup;
using Realtime.ServiceDefaults.Telemetry;

namespace Microsoft.Extensions.Hosting;

public static class ServiceDefaultsExtensions
{
    /// <summary>The conventions every service of Realtime shares: logs, traces, metrics, health, discovery, resilient clients, request ids, problems.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        StartupFailure.Install();
        builder.AddSteadyConfigurationFiles();
        var name = builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } given ? given : builder.Environment.ApplicationName;
        builder.Services.AddSingleton(new ServiceName(name));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddRealtimeLogging();
        builder.AddRealtimeTelemetry(name);
        builder.AddRealtimeMetrics();
        builder.Services.AddHealthChecks().AddCheck("self", static () => HealthCheckResult.Healthy(), [HealthTags.Live]);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<HealthTransitions>();
        builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Add(ProblemJsonContext.Default));
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, EagerOptionsValidation>());
        builder.Services.AddTransient<IStartupFilter, DefaultsStartupFilter>();
        builder.Services.Configure<KestrelServerOptions>(static kestrel => kestrel.AddServerHeader = false);
        builder.AddHttpClientDefaults();
        return builder;
    }

    /// <summary>GET /health (readiness), /alive and /metrics: anonymous, and internal, since the edge does not route them.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        // Inside the development error page, so that errors have one shape in every environment.
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<RouteSlashMiddleware>();
        app.MapHealth();
        app.MapMetrics();
        return app;
    }

    private static void AddHttpClientDefaults(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<HttpResilienceOptions, HttpResilienceOptionsValidator>(HttpResilienceOptions.SectionName);
        builder.Services.TryAddSingleton<ServiceEndpointResolver>();
        builder.Services.AddTransient<ResilienceHandler>();
        builder.Services.AddTransient<ServiceDiscoveryHandler>();
        builder.Services.AddTransient<RequestIdForwardingHandler>();
        builder.Services.ConfigureHttpClientDefaults(static client => client
            .AddHttpMessageHandler<RequestIdForwardingHandler>()
            .AddHttpMessageHandler<ResilienceHandler>()
            .AddHttpMessageHandler<ServiceDiscoveryHandler>());
    }
}
