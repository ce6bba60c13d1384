using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Realtime.Contracts.Json;
using Realtime.Messaging;
using Realtime.Messaging.Rooms;
using Realtime.OfflineDelivery.Attachments;
using Realtime.OfflineDelivery.Commands;
using Realtime.OfflineDelivery.Data;
using Realtime.OfflineDelivery.Diagnostics;
using Realtime.OfflineDelivery.Events;
using Realtime.OfflineDelivery.Http;
using Realtime.OfflineDelivery.Ingress;
using Realtime.OfflineDelivery.Journeys;
using Realtime.OfflineDelivery.Replay;
using Realtime.OfflineDelivery.Retention;
using Realtime.OfflineDelivery.Sequencing;
using Realtime.OfflineDelivery.TaskChats;
using Realtime.OfflineDelivery.Waiting;
using Realtime.ServiceDefaults.Databases;
using Realtime.ServiceDefaults.Health;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.OfflineDelivery;

internal static class DeliveryHostingExtensions
{
    private const string DatabaseName = "deliverydb";

    /// <summary>Everything of the service that is not HTTP.</summary>
    public static WebApplicationBuilder AddDelivery(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<DeliveryOptions, DeliveryOptionsValidator>(DeliveryOptions.SectionName).ValidateWith<DeliveryOptions, DeliveryOptionsRules>();
        builder.Services.AddSingleton<DeliveryMetrics>();
        builder.AddDeliveryDatabase();
        builder.AddRealtimeMessaging($"offline-delivery-{Guid.CreateVersion7():N}");
        builder.Services.AddSteadyMonitor<RoomOptions>();
        builder.AddRealtimeBus(static bus =>
        {
            bus.AddConsumer<PublishToRoomConsumer>();
            bus.AddConsumer<SendToUserConsumer>();
            bus.AddConsumer<BroadcastConsumer>();
            bus.AddConsumer<ProjectEventsConsumer>();
            bus.AddConsumer<AgentEventConsumer>();
        });
        builder.Services.AddSequencing();
        builder.Services.AddIntake();
        builder.Services.AddAttachments();
        builder.AddHttp();
        return builder;
    }

    public static WebApplication MapDeliveryService(this WebApplication app)
    {
        app.MapDefaultEndpoints();
        app.MapOpenApi();
        app.MapPublishing();
        app.MapReading();
        app.MapDeadLetters();
        app.MapAttachments();
        app.MapInternal().AddEndpointFilter<RouteGroupBuilder, DatabaseFilter>().MapInternalDelivery();
        return app;
    }

    private static void AddDeliveryDatabase(this WebApplicationBuilder builder)
    {
        var given = builder.Configuration.GetConnectionString(DatabaseName);
        if (string.IsNullOrWhiteSpace(given))
        {
            throw new ServiceConfigurationException("ConnectionStrings:deliverydb is required, e.g. Host=localhost;Username=postgres;Password=...;Database=deliverydb.");
        }

        var connectionString = DeliveryConnectionString.From(given);
        builder.Services.AddSingleton(_ => new NpgsqlDataSourceBuilder(connectionString).Build());
        builder.Services.AddDbContextFactory<DeliveryDbContext>(options => options.UseNpgsql(connectionString));
        builder.Services.AddSingleton<DatabaseGate>();
        builder.Services.AddHostedService<DatabaseMigrator>();
        builder.AddPostgresHealthCheck("postgres", connectionString);
        builder.Services.AddHealthChecks().AddCheck<SchemaHealthCheck>("schema", tags: [HealthTags.Ready]);
    }

    private static void AddSequencing(this IServiceCollection services)
    {
        services.AddSingleton<BatchPlanner>();
        services.AddSingleton<AcceptStore>();
        services.AddSingleton<RoomFanout>();
        services.AddSingleton<BatchHandler>();
        services.AddSingleton<ReplicaStore>();
        services.AddSingleton<ShardBalancer>();
        services.AddSingleton<KnownMessages>();
        services.AddSingleton<WaitingMessages>();
        services.AddSingleton<InboxCaps>();
        services.AddSingleton<InboxStore>();
        services.AddSingleton<LogStore>();
        services.AddSingleton<ReplayQueue>();
        services.AddSingleton<InboxReplay>();
        services.AddSingleton<RoomReplay>();
        services.AddSingleton<JourneyRecorder>();
        services.AddSingleton<JourneyStore>();
        services.AddSingleton<EventQueue>();
        services.AddHostedService<Sequencer>();
        services.AddHostedService<ReplayWorker>();
        services.AddHostedService<RedeliverySweeper>();
        services.AddHostedService<InboxTrimmer>();
        services.AddHostedService<JourneyWriter>();
        services.AddHostedService<EventPublisher>();
        services.AddHostedService<RetentionSweeper>();
        services.AddHostedService<DeliveryGauges>();
    }

    private static void AddIntake(this IServiceCollection services)
    {
        services.AddSingleton<MessageIntake>();
        services.AddSingleton<AgentEvents>();
        services.AddSingleton<GivenIdStore>();
        services.AddSingleton<GivenIds>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<CommandIntake>();
        services.AddHostedService<PlainIngress>();
    }

    private static void AddHttp(this WebApplicationBuilder builder)
    {
        builder.AddRealtimeAuthentication();
        builder.AddRevokedTokens();
        builder.AddInternalCalls();
        builder.AddApiDocument();
        builder.Services.AddSingleton<RoomRules>();
        builder.Services.AddSingleton<HistoryPage>();
        builder.Services.AddSingleton<ConversationStore>();
        builder.Services.ConfigureHttpJsonOptions(static json =>
        {
            // The contexts say the same, but as resolvers they take the names' form from here.
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, DeliveryJsonContext.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, RealtimeJsonContext.Default);
        });
    }
}
