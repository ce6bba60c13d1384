using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Realtime.ServiceDefaults.Internal;

namespace Microsoft.Extensions.Hosting;

/// <summary>Calls between services that the edge does not route: header <c>X-Internal-Key</c>, configuration <c>Internal:Key</c>.</summary>
public static class InternalCallExtensions
{
    public static TBuilder AddInternalCalls<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(InternalKeyFilter)))
        {
            return builder;
        }

        builder.Services.AddValidatedOptions<InternalCallOptions, InternalCallOptionsValidator>(InternalCallOptions.SectionName);
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.PostConfigure<InternalCallOptions>(static options => options.Key = options.Key.Length > 0 ? options.Key : InternalCallOptions.DevelopmentKey);
        }

        builder.Services.TryAddSingleton<InternalKeyFilter>();
        builder.Services.TryAddTransient<InternalKeyHandler>();
        return builder;
    }

    /// <summary>Calls made by this client carry the key.</summary>
    public static IHttpClientBuilder AddInternalKey(this IHttpClientBuilder builder) => builder.AddHttpMessageHandler<InternalKeyHandler>();

    /// <summary>A group of endpoints for other services only; kept out of the API description.</summary>
    public static RouteGroupBuilder MapInternal(this IEndpointRouteBuilder routes, string prefix = "/internal")
    {
        var group = routes.MapGroup(prefix);
        group.AddEndpointFilter(static (context, next) => context.HttpContext.RequestServices.GetRequiredService<InternalKeyFilter>().InvokeAsync(context, next));
        group.AllowAnonymous().ExcludeFromDescription();
        return group;
    }
}
