using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Realtime.ServiceDefaults.Identity;

namespace Microsoft.Extensions.DependencyInjection;

public static class ClientCredentialsExtensions
{
    /// <summary>Calls made by this client carry a cached client-credentials token.</summary>
    public static IHttpClientBuilder AddClientCredentialsToken(this IHttpClientBuilder builder, Action<ClientCredentialsOptions> configure)
    {
        var name = builder.Name;
        builder.Services.Configure(name, configure);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHttpClient(ClientCredentialsTokenSource.HttpClientName);
        builder.Services.AddKeyedSingleton(name, (services, _) => new ClientCredentialsTokenSource(
            name,
            services.GetRequiredService<IHttpClientFactory>(),
            services.GetRequiredService<IOptionsMonitor<ClientCredentialsOptions>>(),
            services.GetRequiredService<TimeProvider>()));
        return builder.AddHttpMessageHandler(services => new ClientCredentialsTokenHandler(services.GetRequiredKeyedService<ClientCredentialsTokenSource>(name)));
    }
}
