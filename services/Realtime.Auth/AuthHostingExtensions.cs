using System.Text.Json;
using System.Text.Json.Serialization;
using MassTransit;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Realtime.Auth.Audit;
using Realtime.Auth.Clients;
using Realtime.Auth.Configuration;
using Realtime.Auth.Data;
using Realtime.Auth.Data.Protection;
using Realtime.Auth.Grants;
using Realtime.Auth.Http;
using Realtime.Auth.Introspection;
using Realtime.Auth.Keys;
using Realtime.Auth.Limits;
using Realtime.Auth.Opaque;
using Realtime.Auth.Revocation;
using Realtime.Auth.Tokens;
using Realtime.ServiceDefaults.Security;
using Realtime.ServiceDefaults.Startup;

namespace Realtime.Auth;

internal static class AuthHostingExtensions
{
    public static void AddAuth(this WebApplicationBuilder builder)
    {
        builder.AddAuthOptions();
        builder.AddInternalCalls();
        builder.AddApiDocument();
        builder.AddAuthDatabase();
        builder.Services.AddAuthServices();

        // Without the broker tokens are issued as before; events wait in the outbox.
        builder.AddRealtimeBus(bus => bus.ConfigureHealthCheckOptions(health => health.MinimalFailureStatus = HealthStatus.Degraded));

        // The shared validator, over this process's own keys. Registered last: it reads the keys once at start.
        builder.AddRealtimeAuthentication();
        builder.Services.AddHttpClient(RealtimeAuthenticationExtensions.KeysClientName).ConfigurePrimaryHttpMessageHandler<LocalKeysHandler>();
    }

    public static void MapAuth(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<RequestSizeMiddleware>();
        app.MapOpenApi();
        app.MapTokenEndpoints();
        app.MapDiscovery();
        app.MapOpaqueTokens();
        app.MapClients();
        var internalRoutes = app.MapInternal().AddEndpointFilter<RouteGroupBuilder, DatabaseOutageFilter>();
        internalRoutes.MapOpaqueValidation();
        internalRoutes.MapRevocationList();
    }

    private static void AddAuthOptions(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<AuthOptions, AuthOptionsValidator>(AuthOptions.SectionName).ValidateWith<AuthOptions, AuthOptionsRules>();
        services.AddValidatedOptions<SigningKeyOptions, SigningKeyOptionsValidator>(SigningKeyOptions.SectionName).ValidateWith<SigningKeyOptions, SigningKeyOptionsRules>();
        services.AddValidatedOptions<LimitOptions, LimitOptionsValidator>(LimitOptions.SectionName);
        services.AddSingleton<IValidateOptions<OpaqueTokenOptions>, OpaqueTokenOptionsValidator>();
        services.AddSingleton<IValidateOptions<OpaqueTokenOptions>, OpaqueTokenOptionsRules>();
        foreach (var kind in new[] { OpaqueTokenKind.User, OpaqueTokenKind.Admin })
        {
            services.AddOptions<OpaqueTokenOptions>(kind).BindConfiguration($"Auth:{kind}").ValidateOnStart();
        }

        services.AddSingleton<IValidateOptions<ConfiguredClients>, ConfiguredClientsRules>();
        services.AddOptions<ConfiguredClients>()
            .Configure<IConfiguration>((clients, configuration) => configuration.GetSection(ConfiguredClients.SectionName).Bind(clients.Clients))
            .ValidateOnStart();

        // The contexts say the same, but as resolvers they take the names' form from here.
        services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });

        // Only the edge talks to this service, and the edge says who is behind it.
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
        });
    }

    private static void AddAuthDatabase(this WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString(AuthDbContext.ConnectionName)
            ?? throw new ServiceConfigurationException("ConnectionStrings:authdb is required, e.g. Host=localhost;Database=authdb;Username=...;Password=...");
        builder.Services.AddPooledDbContextFactory<AuthDbContext>(options => options.UseNpgsql(connectionString));
        builder.AddPostgresHealthCheck(AuthDbContext.ConnectionName, connectionString);

        // First of all hosted services: data protection, which brings one of its own, reads a table.
        builder.Services.AddHostedService<DatabaseMigration>();
        builder.Services.AddPersistedDataProtection();
    }

    private static void AddAuthServices(this IServiceCollection services)
    {
        services.AddSingleton<AuditLog>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<DiscoveryDocumentSource>();
        services.AddTransient<LocalKeysHandler>();
        services.AddSingleton<ClientDirectory>();
        services.AddSingleton<ClientTokens>();
        services.AddSingleton<ClientStore>();
        services.AddSingleton<ClientSecretHasher>();
        services.AddSingleton<LockoutTracker>();
        services.AddSingleton<ClientAuthenticator>();
        services.AddSingleton<RequestLimiter>();
        services.AddSingleton<OAuthFormReader>();
        services.AddSingleton<OAuthEndpoint>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<LifetimeRules>();
        services.AddSingleton<RefreshTokenStore>();
        services.AddSingleton<TokenExchangeReader>();
        services.AddSingleton<IGrantHandler, ClientCredentialsGrant>();
        services.AddSingleton<IGrantHandler, RefreshTokenGrant>();
        services.AddSingleton<IGrantHandler, TokenExchangeGrant>();
        services.AddSingleton<GrantDispatcher>();
        services.AddSingleton<TokenIntrospector>();
        services.AddSingleton<RevocationCache>();
        services.AddSingleton<IRevokedTokens>(provider => provider.GetRequiredService<RevocationCache>());
        services.AddSingleton<RevocationStore>();
        services.AddSingleton<RevocationService>();
        services.AddSingleton<RevocationRequestHandler>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OpaqueTokenService>();
        services.AddSingleton<GenerateTokenHandler>();

        // In this order: each needs what the one before it has done.
        services.AddHostedService<SigningKeyRotation>();
        services.AddHostedService<ConfiguredClientSync>();
        services.AddHostedService<ReplicaSync>();
        services.AddHostedService<OutboxPublisher>();
        services.AddHostedService<ExpiredRowsSweeper>();
    }
}
