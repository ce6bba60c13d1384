namespace Realtime.Edge.ApiDocument;

internal static class ApiDocumentEndpoint
{
    public static void MapApiDocument(this IEndpointRouteBuilder routes) => routes.MapGet(
        "/openapi/v1.json",
        static async (MergedApiDocument document, CancellationToken cancellationToken) => TypedResults.Text(await document.GetAsync(cancellationToken), "application/json"))
        .WithTags("health")
        .Describe("GetApiDescription", "This description", static operation => operation
            .Returns("An OpenAPI 3.1 document of what can be had of all services now.", new Dictionary<string, string> { ["openapi"] = "3.1.1" })
            .Fails(StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests, please try again later"));
}
