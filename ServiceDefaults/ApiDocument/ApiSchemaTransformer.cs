using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Realtime.ServiceDefaults.ApiDocument;

/// <summary>A member that is left out when it is null is not required, whatever its constructor says.</summary>
internal sealed class ApiSchemaTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Options.DefaultIgnoreCondition == JsonIgnoreCondition.WhenWritingNull)
        {
            foreach (var name in (schema.Required ?? new HashSet<string>()).Where(name => schema.Properties is { } properties && properties.TryGetValue(name, out var member) && IsNullable(member)).ToList())
            {
                schema.Required!.Remove(name);
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsNullable(IOpenApiSchema schema) =>
        schema.Type?.HasFlag(JsonSchemaType.Null) == true || schema.OneOf?.Any(static one => one.Type == JsonSchemaType.Null) == true;
}
