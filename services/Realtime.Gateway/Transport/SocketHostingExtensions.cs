using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;
using Realtime.Gateway.Transport.Handshake;
using Realtime.Gateway.Transport.Warmup;
using Realtime.ServiceDefaults.Flags;
using Realtime.ServiceDefaults.Health;

namespace Realtime.Gateway.Transport;

internal static class SocketHostingExtensions
{
    /// <summary>The socket core: listener, connections, hub, drain. Adapters are added by <see cref="AddProtocolAdapter{TAdapter}"/>.</summary>
    public static TBuilder AddSocketCore<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddValidatedOptions<SocketOptions, SocketOptionsValidator>(SocketOptions.SectionName).ValidateWith<SocketOptions, SocketOptionsRules>();
        services.AddValidatedOptions<DrainOptions, DrainOptionsValidator>(DrainOptions.SectionName);
        services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>(static (host, drain) => host.ShutdownTimeout = drain.Value.Duration + DrainService.StopReserve);
        services.TryAddSingleton(TimeProvider.System);
        services.AddFeatureFlags();
        services.AddSingleton<ConnectionClock>();
        services.AddSingleton<TimingWheel>();
        services.AddSingleton<AddressCounter>();
        services.AddSingleton<GatewayCounters>();
        services.AddSingleton<ProtocolRegistry>();
        services.AddSingleton<ConnectionHub>();
        services.AddSingleton<ConnectionCore>();
        services.AddSingleton<DrainState>();
        services.AddSingleton<ForwardedAddress>();
        services.AddSingleton<UpgradeService>();
        services.AddSingleton<HandshakeReader>();
        services.AddSingleton<SocketListener>();
        services.AddHostedService<TimingWheelService>();
        services.AddHostedService<SocketMetrics>();
        services.AddHostedService<HeapSettler>();
        services.AddHostedService(provider => provider.GetRequiredService<SocketListener>());
        services.AddSingleton<WarmupState>();
        services.AddSingleton<WarmupAdapter>();
        services.AddSingleton<IProtocolAdapter>(provider => provider.GetRequiredService<WarmupAdapter>());
        services.AddHostedService<WarmupService>();
        services.AddHealthChecks().AddCheck<WarmupHealthCheck>("warm-up", tags: [HealthTags.Ready]);
        services.AddSingleton<DrainService>();
        services.AddHostedService(provider => provider.GetRequiredService<DrainService>());
        services.AddHealthChecks().AddCheck<DrainHealthCheck>("draining", tags: [HealthTags.Ready]);
        return builder;
    }

    /// <summary>Adapters are asked in order of registration.</summary>
    public static IHostApplicationBuilder AddProtocolAdapter<TAdapter>(this IHostApplicationBuilder builder)
        where TAdapter : class, IProtocolAdapter
    {
        builder.Services.AddSingleton<TAdapter>();
        builder.Services.AddSingleton<IProtocolAdapter>(services => services.GetRequiredService<TAdapter>());
        return builder;
    }

    /// <summary>POST /internal/drain.</summary>
    public static IEndpointRouteBuilder MapDrain(this IEndpointRouteBuilder routes)
    {
        routes.MapInternal().MapPost("/drain", static (DrainService drain) =>
        {
            drain.DrainAndStop();
            return TypedResults.Accepted((string?)null);
        });
        return routes;
    }

    /// <summary>WebSockets on the HTTP endpoint. Before routing.</summary>
    public static IApplicationBuilder UseSocketUpgrades(this IApplicationBuilder app) => app.UseMiddleware<SocketUpgradeMiddleware>();
}
