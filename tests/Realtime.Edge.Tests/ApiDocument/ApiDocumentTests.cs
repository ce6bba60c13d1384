using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Realtime.Edge.Routing;
using Realtime.Edge.Tests.Support;
using Realtime.Testing;

namespace Realtime.Edge.Tests.ApiDocument;

public sealed class ApiDocumentTests
{
    [Fact]
    public async Task The_documents_of_the_services_become_one_without_what_is_internal()
    {
        await using var auth = await Backend.StartAsync("auth", app => Describe(app, "/connect/token", "/internal/revocations", "integer"));
        await using var delivery = await Backend.StartAsync("offline-delivery", app => Describe(app, "/api/v1/messages/{id}/journey", "/api/v1/rooms/{room}/history", "string"));
        await using var edge = await TestEdge.StartAsync(Services.At(("auth", auth.Address), ("offline-delivery", delivery.Address)));

        var document = JsonNode.Parse(await edge.Client.GetStringAsync("/openapi/v1.json"))!;

        document["paths"]!.AsObject().Select(path => path.Key).ShouldBe(["/health", "/ready", "/openapi/v1.json", "/connect/token", "/api/v1/messages/{id}/journey", "/api/v1/rooms/{room}/history"], ignoreOrder: true);
        document["components"]!["schemas"]!["Thing"]!["type"]!.GetValue<string>().ShouldBe("integer");
        document["components"]!["schemas"]!["offline-delivery.Thing"]!["type"]!.GetValue<string>().ShouldBe("string");
        document["paths"]!["/api/v1/messages/{id}/journey"]!["get"]!["x-schema"]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/offline-delivery.Thing");
    }

    [Fact]
    public async Task Every_route_of_the_edge_itself_is_described()
    {
        await using var edge = await TestEdge.StartAsync();

        // The other services describe what is passed on to them; what listens on the management port alone, and the console page, is no API.
        string[] others = [.. EdgeRoutes.All(0).Select(static route => route.Match.Path!), "/metrics", "/alive", "/console", "/{**path}", "/api/{**path}"];
        var own = new DefaultEndpointDataSource(edge.Endpoints.Endpoints.OfType<RouteEndpoint>().Where(route => route.RoutePattern.RawText is not "/" && !others.Contains("/" + route.RoutePattern.RawText!.TrimStart('/')) && !route.RoutePattern.RawText!.StartsWith("/console", StringComparison.Ordinal)));

        ApiRoutes.Faults(own, await edge.Client.GetStringAsync("/openapi/v1.json")).ShouldBeEmpty();
    }

    private static void Describe(WebApplication app, string first, string second, string type) => app.MapGet("/openapi/v1.json", () => Results.Text(
        new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["paths"] = new JsonObject { [first] = Operation(), [second] = Operation() },
            ["components"] = new JsonObject { ["schemas"] = new JsonObject { ["Thing"] = new JsonObject { ["type"] = type } } },
        }.ToJsonString(),
        "application/json"));

    private static JsonObject Operation() => new() { ["get"] = new JsonObject { ["x-schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Thing" } } };
}
