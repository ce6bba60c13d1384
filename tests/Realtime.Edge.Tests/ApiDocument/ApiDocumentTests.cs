using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Realtime.Edge.Tests.Support;

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

        document["paths"]!.AsObject().Select(path => path.Key).ShouldBe(["/connect/token", "/api/v1/messages/{id}/journey", "/api/v1/rooms/{room}/history"], ignoreOrder: true);
        document["components"]!["schemas"]!["Thing"]!["type"]!.GetValue<string>().ShouldBe("integer");
        document["components"]!["schemas"]!["offline-delivery.Thing"]!["type"]!.GetValue<string>().ShouldBe("string");
        document["paths"]!["/api/v1/messages/{id}/journey"]!["get"]!["x-schema"]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/offline-delivery.Thing");
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
