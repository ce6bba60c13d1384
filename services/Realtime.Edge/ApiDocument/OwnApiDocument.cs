using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Realtime.Edge.ApiDocument;

/// <summary>The description of the edge's own routes.</summary>
internal sealed class OwnApiDocument([FromKeyedServices("v1")] IOpenApiDocumentProvider provider)
{
    public async Task<JsonObject> GetAsync(CancellationToken cancellationToken)
    {
        var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
        return JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken))!.AsObject();
    }
}
