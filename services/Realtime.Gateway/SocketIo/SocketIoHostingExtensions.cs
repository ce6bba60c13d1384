using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Peers;
using Realtime.Gateway.SocketIo.Engine;
using Realtime.Gateway.SocketIo.Location;
using Realtime.Gateway.SocketIo.Namespaces;
using Realtime.Gateway.SocketIo.Recovery;
using Realtime.Gateway.SocketIo.Relay;
using Realtime.Gateway.SocketIo.Rooms;
using Realtime.Gateway.SocketIo.Sessions;
using Realtime.Gateway.Transport;

namespace Realtime.Gateway.SocketIo;

/// <summary>Registers Engine.IO, Socket.IO and the location feature.</summary>
internal static class SocketIoHostingExtensions
{
    public static IHostApplicationBuilder AddSocketIo(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SocketIoOptions>().BindConfiguration(SocketIoOptions.SectionName).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SocketIoOptions>, SocketIoOptionsValidator>();
        services.AddGatewayPeers();
        services.AddSingleton<SocketIoBinding>();
        services.AddSingleton<EngineSessions>();
        services.AddSingleton<ReceiverFactory>();
        services.AddSingleton<PollingHost>();
        services.AddSingleton<PollingHandler>();
        services.AddHostedService<EngineTicker>();
        services.AddSingleton<SessionRelay>();
        services.AddSingleton<SocketIoServer>();
        services.AddSingleton<RoomEvents>();
        services.AddSingleton<IRoomEvents, VendorRoomEvents>();
        services.TryAddSingleton<IRoomBroadcast, RoomBroadcast>();
        services.AddSocketRecovery();
        services.AddNamespaces(builder.Configuration.GetValue<bool>(SocketIoOptions.SectionName + ":" + nameof(SocketIoOptions.Conformance)));
        services.AddLocations();
        return builder.AddProtocolAdapter<SocketIoAdapter>().AddProtocolAdapter<PlaceAdapter>();
    }

    public static void MapSocketIo(this IEndpointRouteBuilder routes)
    {
        var options = routes.ServiceProvider.GetRequiredService<IOptions<SocketIoOptions>>().Value;
        routes.MapPolling(EngineHandshake.SocketIoPath);
        if (options.Conformance)
        {
            routes.MapPolling(EngineHandshake.EngineIoPath);
        }

        routes.MapSocketRecovery();
    }

    private static void MapPolling(this IEndpointRouteBuilder routes, string path) =>
        routes.Map(path, static (HttpContext context, PollingHandler handler) => handler.HandleAsync(context)).AllowAnonymous().ExcludeFromDescription();

    private static void AddSocketRecovery(this IServiceCollection services)
    {
        services.AddSingleton<RecoveryLog>();
        services.AddSingleton<OwnMessages>();
        services.AddSingleton<SeenMessages>();
        services.AddSingleton<Standbys>();
        services.TryAddSingleton<StandbyControl>();
        services.TryAddSingleton<IStandbyChannel>(provider => provider.GetRequiredService<StandbyControl>());
        services.AddSingleton<IControlHandler>(provider => provider.GetRequiredService<StandbyControl>());
        services.AddHostedService<RecoveryTicker>();
        services.AddSingleton<RoomFanout>();
        services.AddSingleton<GhostMembers>();
        services.TryAddSingleton<IRoomBindings, BackplaneRoomBindings>();
        services.AddSingleton<RecoveryPeers>();
        services.AddSingleton<SocketRecovery>();
        services.AddHttpClient(RecoveryPeers.ClientName).AddInternalKey();
    }

    private static void AddNamespaces(this IServiceCollection services, bool conformance)
    {
        if (conformance)
        {
            services.AddSingleton<ISocketNamespace>(new ConformanceNamespace("/"));
            services.AddSingleton<ISocketNamespace>(new ConformanceNamespace("/custom"));
        }
        else
        {
            services.AddSingleton<ISocketNamespace, MainNamespace>();
        }

        services.AddSingleton<SocketGuard>();
        services.AddSingleton<ISocketNamespace, UserNamespace>();
        services.AddSingleton<ISocketNamespace, VendorNamespace>();
    }

    private static void AddLocations(this IServiceCollection services)
    {
        services.AddSingleton<PlaceMember>();
        services.AddSingleton<WatchIndex>();
        services.AddSingleton<VendorDirectory>();
        services.AddSingleton<VendorFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<VendorFeed>());
        services.TryAddSingleton<IVendorLocations, PresenceVendorLocations>();
        services.AddHttpClient(PresenceVendorLocations.ClientName, client => client.BaseAddress = new Uri("http://presence")).AddInternalKey();
    }
}
