using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using Realtime.Contracts.Json;
using Realtime.Messaging;
using Realtime.Messaging.Rooms;
using Realtime.Presence.Data;
using Realtime.Presence.Diagnostics;
using Realtime.Presence.Expiry;
using Realtime.Presence.Locations;
using Realtime.Presence.Outbox;
using Realtime.Presence.Queries;
using Realtime.Presence.Security;
using Realtime.Presence.Sessions;
using Realtime.Presence.Tracking;
using Realtime.ServiceDefaults.Databases;
using Realtime.ServiceDefaults.Health;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.Presence;

internal static class PresenceHostingExtensions
{
    private const string DatabaseName = "presencedb";

    /// <summary>Everything of the service that is not HTTP.</summary>
    public static WebApplicationBuilder AddPresence(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<PresenceOptions, PresenceOptionsValidator>(PresenceOptions.SectionName).ValidateWith<PresenceOptions, PresenceOptionsRules>();
        builder.Services.AddSingleton<PresenceMetrics>();
        builder.AddPresenceDatabase();
        builder.AddRealtimeMessaging("presence");
        builder.Services.AddSteadyMonitor<RoomOptions>();
        builder.AddRealtimeBus();
        builder.AddTracking();
        builder.AddSessions();
        builder.AddLocations();
        builder.AddQueries();
        return builder;
    }

    private static void AddPresenceDatabase(this WebApplicationBuilder builder)
    {
        var given = builder.Configuration.GetConnectionString(DatabaseName);
        if (string.IsNullOrWhiteSpace(given))
        {
            throw new ServiceConfigurationException("ConnectionStrings:presencedb is required, e.g. Host=localhost;Username=postgres;Password=...;Database=presencedb.");
        }

        var connectionString = PresenceConnectionString.From(given);
        builder.Services.AddSingleton(_ => new NpgsqlDataSourceBuilder(connectionString).Build());
        // The migrator says itself, in one line, that the database is away.
        builder.Services.AddDbContextFactory<PresenceDbContext>(options => options
            .UseNpgsql(connectionString)
            .ConfigureWarnings(warnings => warnings.Log((RelationalEventId.ConnectionError, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug))));
        builder.Services.AddSingleton<DatabaseGate>();
        builder.Services.AddHostedService<DatabaseMigrator>();
        builder.AddPostgresHealthCheck(DatabaseName, connectionString);
        builder.Services.AddHealthChecks().AddCheck<SchemaHealthCheck>("schema", tags: [HealthTags.Ready]);
    }

    private static void AddTracking(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<PresenceNamespaces>();
        services.AddSingleton<TrackingStore>();
        services.AddSingleton<DeltaPlanner>();
        services.AddSingleton<DeltaApplier>();
        services.AddSingleton<SnapshotAsker>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<MembersEntries>();
        services.AddHostedService<DeltaConsumer>();
        services.AddHostedService<PipelineProbe>();
        services.AddHostedService<PresenceGauges>();
        services.AddHostedService<PresenceSweeper>();
        services.AddHostedService<EventPublisher>();
        services.AddHostedService<MembersPublisher>();
        services.AddSingleton<RetentionStore>();
        services.AddHostedService<RetentionSweeper>();
    }

    private static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<ExclusiveSessionOptions, ExclusiveSessionOptionsValidator>(ExclusiveSessionOptions.SectionName).ValidateWith<ExclusiveSessionOptions, ExclusiveSessionOptionsRules>();
        builder.Services.AddSingleton<SessionStore>();
        builder.Services.AddSingleton<TakeoverNotifier>();
    }

    private static void AddLocations(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<LocationOptions, LocationOptionsValidator>(LocationOptions.SectionName).ValidateWith<LocationOptions, LocationOptionsRules>();
        builder.Services.AddSingleton<LocationStore>();
        builder.Services.AddSingleton<LostVendors>();
    }

    private static void AddQueries(this WebApplicationBuilder builder)
    {
        builder.AddRealtimeAuthentication();
        builder.AddRevokedTokens();
        builder.AddInternalCalls();
        builder.AddApiDocument();
        builder.Services.AddSingleton<PresenceQueries>();
        builder.Services.AddSingleton<ManagementQueries>();
        builder.Services.AddSingleton<RoomReadRules>();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            // The contexts say the same, but as resolvers they take the names' form from here.
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, PresenceJsonContext.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, RealtimeJsonContext.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(2, SessionsJsonContext.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(3, LocationsJsonContext.Default);
        });
    }

    public static WebApplication MapPresenceService(this WebApplication app)
    {
        app.MapDefaultEndpoints();
        app.MapOpenApi();
        app.MapPresence();
        app.MapVendors();
        var inside = app.MapInternal().AddEndpointFilter<RouteGroupBuilder, DatabaseFilter>();
        inside.MapInternalPresence();
        inside.MapSessions();
        inside.MapInternalLocations();
        return app;
    }
}
