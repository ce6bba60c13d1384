using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Diagnostics;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Rooms;

namespace Realtime.Messaging;

/// <summary>Registers the broker connection, the publishers and the room namespaces.</summary>
public static class MessagingHostingExtensions
{
    /// <summary>
    /// Adds <see cref="BrokerConnection"/> (started with the host), <see cref="ConfirmedPublisher"/>, <see cref="ShardPublisher"/>,
    /// <see cref="FanoutPublisher"/> and <see cref="RoomNamespaces"/>. <paramref name="clientName"/> is the origin of the batches.
    /// </summary>
    public static IHostApplicationBuilder AddRealtimeMessaging(this IHostApplicationBuilder builder, string clientName)
    {
        var services = builder.Services;
        services.AddOptions<MessagingOptions>()
            .BindConfiguration(MessagingOptions.SectionName)
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration.GetConnectionString("messaging") ?? "")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<MessagingOptions>, MessagingOptionsValidator>();
        services.AddSingleton<IValidateOptions<MessagingOptions>, MessagingOptionsRules>();
        services.AddRoomNamespaces();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new ClientName(clientName));
        services.AddSingleton<MessagingMetrics>();
        services.AddSingleton<BrokerConnection>();
        services.AddHostedService(provider => provider.GetRequiredService<BrokerConnection>());
        services.AddSingleton<ConfirmedPublisher>();
        services.AddSingleton<ShardPublisher>();
        services.AddSingleton<FanoutPublisher>();
        return builder;
    }
}
