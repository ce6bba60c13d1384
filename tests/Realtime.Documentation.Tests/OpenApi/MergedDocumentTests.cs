using System.Text.Json.Nodes;
using Realtime.Documentation.Tests.Stack;
using Realtime.Testing;

namespace Realtime.Documentation.Tests.OpenApi;

/// <summary>The description that the edge publishes is valid, and says of every route what a caller needs. That no route is missing is tested at each service.</summary>
[Collection(DocumentationCollection.Name)]
public sealed class MergedDocumentTests(DocumentationFixture stack)
{
    [Fact]
    public async Task Linter_finds_nothing()
    {
        var file = Path.Combine(Tools.Path, "openapi.json");
        await File.WriteAllTextAsync(file, await DocumentAsync());
        (await Redocly.ProblemsAsync(file)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_service_is_in_it()
    {
        var paths = JsonNode.Parse(await DocumentAsync())!["paths"]!.AsObject().Select(path => path.Key).ToList();

        paths.ShouldContain("/connect/token");
        paths.ShouldContain("/api/v1/clients");
        paths.ShouldContain("/api/v1/websocket/stats");
        paths.ShouldContain("/api/v1/rooms/{room}/messages");
        paths.ShouldContain("/api/v1/vendors");
        paths.ShouldContain("/ready");
        paths.ShouldNotContain(path => path.Contains("internal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_operation_has_a_summary_examples_and_errors()
    {
        var document = JsonNode.Parse(await DocumentAsync())!;
        var faults = new List<string>();
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject().Where(static entry => entry.Key is "get" or "head" or "options" or "post" or "put" or "patch" or "delete"))
            {
                faults.AddRange(ApiOperationRules.FaultsOf(operation!).Select(fault => $"{method} {path}: {fault}"));
            }
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Files_are_taken_given_and_refused_as_their_examples_say() =>
        (await Tools.RunAsync(["files.mjs"], stack.Environment)).ShouldContain("answers of the file routes");

    private async Task<string> DocumentAsync()
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(stack.Edge + "/openapi/v1.json");
    }
}
