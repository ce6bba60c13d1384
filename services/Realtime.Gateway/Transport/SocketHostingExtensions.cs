using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.Transport;

internal static class SocketHostingExtensions
{
    /// <summary>The socket core: listener, connections, hub, drain. Adapters are added by <see cref="AddProtocolAdapter{TAdapter}"/>.</summary>
    public static TBuilder AddSocketCore<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddOptions<SocketOptions>().BindConfiguration(SocketOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SocketOptions>, SocketOptionsValidator>();
        services.AddSingleton<IValidateOptions<SocketOptions>, SocketOptionsRules>();
        services.TryAddSingleton(TimeProvider.System);
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
        services.AddHostedService<TimingWheelService>();
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

    /// <summary>WebSockets on the HTTP endpoint. Before routing.</summary>
    public static IApplicationBuilder UseSocketUpgrades(this IApplicationBuilder app) => app.UseMiddleware<SocketUpgradeMiddleware>();
}
