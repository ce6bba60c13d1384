using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Realtime.ServiceDefaults.Identity;
using Realtime.ServiceDefaults.Security;
using Realtime.ServiceDefaults.Security.Revocations;

namespace Microsoft.Extensions.Hosting;

public static class RealtimeAuthenticationExtensions
{
    public const string Scheme = "Bearer";

    /// <summary>The HTTP client that fetches the keys; Auth gives it a handler that answers from its own.</summary>
    public const string KeysClientName = SigningKeySource.ClientName;

    /// <summary>The scheme "Bearer" over Auth's tokens, authorization, and <see cref="IAccessTokenValidator"/>.</summary>
    public static TBuilder AddRealtimeAuthentication<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddAccessTokenValidation();
        builder.Services.AddAuthentication(Scheme).AddScheme<AuthenticationSchemeOptions, BearerAuthenticationHandler>(Scheme, null);
        builder.Services.AddAuthorization();
        return builder;
    }

    /// <summary>Only the validator, for a service that authenticates on its own.</summary>
    public static IServiceCollection AddAccessTokenValidation(this IServiceCollection services)
    {
        services.AddValidatedOptions<RealtimeAuthenticationOptions, RealtimeAuthenticationOptionsValidator>(RealtimeAuthenticationOptions.SectionName);
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(SigningKeySource.ClientName).RemoveResilience();
        services.TryAddSingleton<SigningKeySource>();
        services.TryAddSingleton<IAccessTokenValidator, JwtAccessTokenValidator>();
        services.AddHostedService<SigningKeyWarmUp>();
        return services;
    }

    /// <summary>Revoked tokens are refused within seconds; for a service that hears of revocations in no other way.</summary>
    public static TBuilder AddRevokedTokens<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddInternalCalls();
        builder.Services.AddHttpClient(RevokedTokenFeed.ClientName, static client => client.BaseAddress = new Uri("http://auth")).RemoveResilience().AddInternalKey();
        builder.Services.AddSingleton<RevokedTokenList>();
        builder.Services.AddSingleton<IRevokedTokens>(static provider => provider.GetRequiredService<RevokedTokenList>());
        builder.Services.AddHostedService<RevokedTokenFeed>();
        return builder;
    }

    /// <summary>The caller must hold at least one of the scopes.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, params string[] anyOf)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(policy => policy
            .AddAuthenticationSchemes(Scheme)
            .RequireAuthenticatedUser()
            .RequireClaim(JwtClaimTypes.Scope, anyOf));

    /// <summary>The caller must hold at least one of the roles.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, params string[] anyOf)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(policy => policy
            .AddAuthenticationSchemes(Scheme)
            .RequireAuthenticatedUser()
            .RequireRole(anyOf));
}
