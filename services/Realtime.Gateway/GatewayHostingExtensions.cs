using Microsoft.Extensions.Options;
using Realtime.Gateway.Announcements;
using Realtime.Gateway.Backplane;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Diagnostics;
using Realtime.Gateway.Identity;
using Realtime.Gateway.Identity.Expiry;
using Realtime.Gateway.Identity.Opaque;
using Realtime.Gateway.Identity.Revocations;
using Realtime.Gateway.Limits;
using Realtime.Gateway.Presence;
using Realtime.Messaging;
using Realtime.Messaging.Rooms;
using Realtime.ServiceDefaults.Security;

namespace Realtime.Gateway;

/// <summary>The parts of the gateway that all protocols share; each protocol adds itself.</summary>
internal static class GatewayHostingExtensions
{
    public static WebApplicationBuilder AddBackplane(this WebApplicationBuilder builder)
    {
        var node = GatewayNode.Create(TimeProvider.System);
        builder.AddRealtimeMessaging(node.Id);
        builder.Services.AddSteadyMonitor<RoomOptions>();
        var services = builder.Services;
        services.AddValidatedOptions<BackplaneOptions, BackplaneOptionsValidator>(BackplaneOptions.SectionName);
        services.AddValidatedOptions<AnnouncementOptions, AnnouncementOptionsValidator>(AnnouncementOptions.SectionName);
        services.AddSingleton(node);
        services.AddSingleton<TrafficMetrics>();
        services.AddSingleton<Bindings>();
        services.AddSingleton<EntryRouter>();
        services.AddSingleton<ControlEntries>();
        services.AddSingleton<Broadcasts>();
        services.AddHostedService(provider => provider.GetRequiredService<Bindings>());
        services.AddHostedService<GatewayConsumer>();
        services.AddHostedService<GatewayAnnouncer>();
        return builder;
    }

    public static WebApplicationBuilder AddDelivery(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<DeliveryOptions, DeliveryOptionsValidator>(DeliveryOptions.SectionName);
        services.AddSingleton<DeliveryLane>();
        services.AddSingleton<ConfirmBursts>();
        services.AddSingleton<DurablePublisher>();
        services.AddSingleton(static _ => new DurableSpans());
        services.AddSingleton<DurableWriter>();
        services.AddSingleton<DirectPublisher>();
        services.AddSingleton<RoomPublisher>();
        services.AddSingleton<Acknowledgements>();
        services.AddSingleton<Reports>();
        services.AddSingleton<InboxDrains>();
        services.AddSingleton<RoomCursors>();
        services.AddSingleton<RecoveredHeads>();
        services.AddSingleton<RoomCatchUps>();
        services.AddSingleton<RoomRecoveries>();
        services.AddSingleton<RoomCapacity>();
        services.AddSingleton<RoomSubscriptions>();
        services.AddSingleton<SubscriptionReplies>();
        services.AddSingleton<RoomDelivery>();
        services.AddSingleton<UserDelivery>();
        services.AddSingleton(provider => new DedupeWindow(provider.GetRequiredService<IOptions<DeliveryOptions>>().Value.DedupeEntries));
        services.AddHostedService<DeliveryPump>();
        return builder;
    }

    public static WebApplicationBuilder AddPresenceLink(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<PresenceOptions, PresenceOptionsValidator>(PresenceOptions.SectionName);
        services.AddSingleton<PresenceLink>();
        services.AddSingleton<PresenceSnapshot>();
        services.AddSingleton<SnapshotRequests>();
        services.AddSingleton<IControlHandler>(provider => provider.GetRequiredService<SnapshotRequests>());
        services.AddHostedService<PresenceSender>();
        return builder;
    }

    public static WebApplicationBuilder AddIdentity(this WebApplicationBuilder builder)
    {
        builder.AddInternalCalls();
        builder.AddRealtimeAuthentication();
        var services = builder.Services;
        services.AddValidatedOptions<LimitOptions, LimitOptionsValidator>(LimitOptions.SectionName);
        services.AddValidatedOptions<OpaqueTokenOptions, OpaqueTokenOptionsValidator>(OpaqueTokenOptions.SectionName);
        services.AddHttpClient(RevocationFeed.ClientName, static client => client.BaseAddress = new Uri("http://auth")).AddInternalKey();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<DeadlineClock>();
        services.AddSingleton<ConnectionAuthenticator>();
        services.AddSingleton<IOpaqueTokenValidator, OpaqueTokenValidator>();
        services.AddSingleton<RevocationList>();
        services.AddSingleton<IRevokedTokens>(provider => provider.GetRequiredService<RevocationList>());
        services.AddSingleton<RevokedSockets>();
        services.AddHostedService<RevocationFeed>();
        return builder;
    }
}
