using System.Text.Json.Nodes;
using Realtime.Documentation.Tests.Stack;

namespace Realtime.Documentation.Tests.Deployment;

/// <summary>The manifests of docs/operations/kubernetes.</summary>
internal sealed class KubernetesFiles
{
    private static readonly Lazy<Task<KubernetesFiles>> Loaded = new(LoadAsync);

    private KubernetesFiles(JsonObject files) => Files = files;

    public JsonObject Files { get; }

    public IEnumerable<JsonNode> Documents => Files.SelectMany(static file => file.Value!.AsArray()).Select(static document => document!);

    public IEnumerable<JsonNode> Deployments => OfKind("Deployment");

    public static Task<KubernetesFiles> GetAsync() => Loaded.Value;

    public IEnumerable<JsonNode> OfKind(string kind) => Documents.Where(document => (string?)document["kind"] == kind);

    public JsonNode Service(string name) => OfKind("Service").Single(service => Name(service) == name);

    public static string Name(JsonNode document) => (string)document["metadata"]!["name"]!;

    public static JsonNode Container(JsonNode deployment) => deployment["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Single()!;

    private static async Task<KubernetesFiles> LoadAsync()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("docs/operations/kubernetes"), "*.yaml").Order();
        return new KubernetesFiles(JsonNode.Parse(await Tools.RunAsync(["yaml.mjs", .. files]))!.AsObject());
    }
}
