using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Realtime.ServiceDefaults.ApiDocument;

namespace Microsoft.Extensions.Hosting;

/// <summary>The description of the service's HTTP API, <c>GET /openapi/v1.json</c>, which the edge merges with those of the others.</summary>
public static class ApiDocumentExtensions
{
    /// <summary>Makes the description of the routes that <see cref="Describe"/> their summary, examples and errors.</summary>
    public static TBuilder AddApiDocument<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOpenApi(static options => options
            .AddSchemaTransformer<ApiSchemaTransformer>()
            .AddOperationTransformer<ApiOperationTransformer>()
            .AddDocumentTransformer<ApiDocumentTransformer>());
        return builder;
    }

    /// <summary>Says what the API description cannot learn from the handler.</summary>
    /// <param name="builder">The route.</param>
    /// <param name="id">A name for generated clients, in PascalCase.</param>
    /// <param name="summary">What it does, in a few words.</param>
    /// <param name="operation">Bodies, parameters, errors.</param>
    public static TBuilder Describe<TBuilder>(this TBuilder builder, string id, string summary, Action<ApiOperation> operation)
        where TBuilder : IEndpointConventionBuilder
    {
        var described = new ApiOperation(id, summary);
        operation(described);
        builder.WithMetadata(described);
        if (described.Request is { Type: not null } request)
        {
            builder.WithMetadata(new AcceptsMetadata(described.IsContentTypeFree ? [request.ContentType!, ApiOperation.AnyContentType] : [request.ContentType!], request.Type, isOptional: false));
        }

        foreach (var answer in described.Answers)
        {
            builder.WithMetadata(new ProducesResponseTypeMetadata(answer.Status, answer.Type ?? typeof(void), answer.ContentType is { } type ? [type] : null));
        }

        return builder;
    }
}
