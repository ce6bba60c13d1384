using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;

namespace Realtime.Testing;

/// <summary>Compares the routes that a service maps with those that its API description has.</summary>
public static class ApiRoutes
{
    /// <summary>What is missing or said badly: routes that are not described, and described ones without summary, examples or errors.</summary>
    /// <param name="endpoints">Of the running service.</param>
    /// <param name="document">Its <c>/openapi/v1.json</c>.</param>
    /// <param name="undescribed">Beginnings of the routes that no description is due for.</param>
    public static IReadOnlyList<string> Faults(EndpointDataSource endpoints, string document, params string[] undescribed)
    {
        var paths = JsonNode.Parse(document)!["paths"]!.AsObject();
        var faults = new List<string>();
        var routes = 0;
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            var route = endpoint.RoutePattern.RawText ?? "";
            if (undescribed.Any(prefix => Path(route).StartsWith(prefix, StringComparison.Ordinal)))
            {
                continue;
            }

            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            {
                routes++;
                var operation = paths[Path(route)]?[method.ToLowerInvariant()];
                faults.AddRange(operation is null ? [$"{method} {route} is not described"] : ApiOperationRules.FaultsOf(operation).Select(fault => $"{method} {route}: {fault}"));
            }
        }

        return routes > 0 ? faults : ["no routes"];
    }

    /// <summary>As the description writes it: without constraints, and without a slash at its end.</summary>
    private static string Path(string route) =>
        "/" + string.Join('/', route.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(static part => part.StartsWith('{') && part.Contains(':', StringComparison.Ordinal) ? part[..part.IndexOf(':', StringComparison.Ordinal)] + "}" : part));
}
