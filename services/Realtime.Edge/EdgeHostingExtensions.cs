using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Realtime.Edge.ApiDocument;
using Realtime.Edge.Configuration;
using Realtime.Edge.Console;
using Realtime.Edge.Diagnostics;
using Realtime.Edge.Gateways;
using Realtime.Edge.Health;
using Realtime.Edge.Limits;
using Realtime.Edge.Management;
using Realtime.Edge.Routing;
using Realtime.Edge.Security;
using Realtime.Messaging;
using Realtime.ServiceDefaults.Health;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;

namespace Realtime.Edge;

internal static class EdgeHostingExtensions
{
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults();
        builder.AddRealtimeMessaging("edge");
        builder.Logging.AddFilter("Yarp", LogLevel.Warning);
        // It reports each socket that a client closes as a failure; what really fails is logged by ForwardingFailures.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.Error);
        builder.Logging.AddFilter("Yarp.ReverseProxy.LoadBalancing", LogLevel.Error);
        // Changes of a destination's health are logged beside it; this one adds a stack trace for each probe.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor", LogLevel.Error);
        builder.Services.AddAccessTokenValidation();
        builder.AddEdgeOptions();
        builder.AddEdgeProxy();
        builder.Services.AddSingleton<EdgeMetrics>();
        builder.Services.AddSingleton<TrustedProxies>();
        builder.Services.AddSingleton<ConnectionLimit>();
        builder.Services.AddSingleton<Caller>();
        builder.Services.AddSingleton<RequestLimits>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<RequestLimits>());
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, EdgeListeners>();
        builder.Services.AddSingleton<AllowedOrigins>();
        builder.Services.AddSingleton<IConfigureOptions<CorsOptions>>(static services => services.GetRequiredService<AllowedOrigins>());
        builder.Services.AddSingleton<EdgeCertificate>();
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<TrustedProxies>(static (forwarded, proxies) => proxies.Apply(forwarded));
        builder.Services.AddCors();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<EdgeProxyOptions>>(static (host, proxy) => host.ShutdownTimeout = proxy.Value.ShutdownTime + TimeSpan.FromSeconds(3));
        builder.Services.AddHealthChecks().AddCheck<BrokerHealthCheck>("rabbitmq", tags: [HealthTags.Ready]);
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHttpClient(Readiness.ClientName).RemoveResilience();
        builder.AddApiDocument();
        builder.Services.AddSingleton<OwnApiDocument>();
        builder.Services.AddSingleton<MergedApiDocument>();
        builder.Services.AddHttpClient(MergedApiDocument.ClientName).RemoveResilience();
    }

    public static void UseEdge(this WebApplication app)
    {
        app.Listen();
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeadersMiddleware>();
        app.UseMiddleware<ConnectionLimitMiddleware>();
        app.UseRouting();
        app.UseMiddleware<ManagementPort>();
        app.UseCors();
        app.UseMiddleware<RequestLimitMiddleware>();
        app.UseMiddleware<BodyLimitMiddleware>();
        app.UseMiddleware<SocketOriginMiddleware>();
        app.UseMiddleware<SocketTunnels>();
        app.MapDefaultEndpoints();
        app.MapReadiness();
        app.MapConsole();
        app.MapApiDocument();
        app.MapUnknownRoutes();
        app.MapReverseProxy(static pipeline =>
        {
            pipeline.UseForwardingFailures();
            pipeline.UseReplicaSelection();
            pipeline.UseConnectRetry();
            pipeline.UseLoadBalancing();
            pipeline.UsePassiveHealthChecks();
        });
    }

    private static void AddEdgeOptions(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<EdgeOptions, EdgeOptionsValidator>(EdgeOptions.SectionName).ValidateWith<EdgeOptions, EdgeOptionsRules>();
        builder.Services.AddValidatedOptions<EdgeLimitsOptions, EdgeLimitsOptionsValidator>(EdgeLimitsOptions.SectionName);
        builder.Services.AddValidatedOptions<EdgeProxyOptions, EdgeProxyOptionsValidator>(EdgeProxyOptions.SectionName);
        builder.Services.AddValidatedOptions<EdgeHttpsOptions, EdgeHttpsOptionsValidator>(EdgeHttpsOptions.SectionName).ValidateWith<EdgeHttpsOptions, EdgeHttpsOptionsRules>();
    }

    private static void AddEdgeProxy(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<GatewayTable>();
        builder.Services.AddHostedService<GatewayAnnouncementListener>();
        builder.Services.AddSingleton<EdgeClusters>();
        builder.Services.AddSingleton<IProxyConfigProvider, EdgeProxyConfigProvider>();
        builder.Services.AddSingleton<ILoadBalancingPolicy, LeastLoadedPolicy>();
        builder.Services.AddSingleton<IForwarderHttpClientFactory, EdgeForwarderClients>();
        builder.Services.AddReverseProxy().AddTransforms(EdgeTransforms.Add);
    }

    private static void Listen(this WebApplication app)
    {
        var addresses = EdgeAddresses.Of(
            app.Configuration,
            app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value,
            app.Services.GetRequiredService<IOptions<EdgeHttpsOptions>>().Value);
        foreach (var address in addresses)
        {
            app.Urls.Add(address);
        }
    }
}
