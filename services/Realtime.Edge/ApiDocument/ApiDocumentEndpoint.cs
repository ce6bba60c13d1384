namespace Realtime.Edge.ApiDocument;

internal static class ApiDocumentEndpoint
{
    public static void MapApiDocument(this IEndpointRouteBuilder routes) => routes.MapGet(
        "/openapi/v1.json",
        static async (MergedApiDocument document, CancellationToken cancellationToken) => TypedResults.Text(await document.GetAsync(cancellationToken), "application/json"));
}
