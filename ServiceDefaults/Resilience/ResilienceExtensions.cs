using Microsoft.Extensions.Http;
using Realtime.ServiceDefaults.Resilience;

namespace Microsoft.Extensions.DependencyInjection;

public static class ResilienceExtensions
{
    /// <summary>This client is not repeated nor delayed: for probes, whose failure is the answer.</summary>
    public static IHttpClientBuilder RemoveResilience(this IHttpClientBuilder builder)
    {
        builder.Services.Configure<HttpClientFactoryOptions>(builder.Name, static options => options.HttpMessageHandlerBuilderActions.Add(static handlers =>
        {
            foreach (var handler in handlers.AdditionalHandlers.OfType<ResilienceHandler>().ToArray())
            {
                handlers.AdditionalHandlers.Remove(handler);
            }
        }));
        return builder;
    }
}
