using System.Text.Json.Nodes;
using Realtime.Edge.Routing;

namespace Realtime.Edge.ApiDocument;

/// <summary>Puts paths and components together; a component whose name is taken by another one is renamed after its service.</summary>
internal sealed class ApiDocumentMerger
{
    private readonly JsonObject _paths = [];
    private readonly JsonObject _components = [];
    private readonly JsonArray _tags = [];

    public JsonObject Result => new()
    {
        ["openapi"] = "3.1.1",
        ["info"] = new JsonObject { ["title"] = "Realtime", ["version"] = "v1", ["description"] = "The HTTP API, as the edge serves it. Sockets and the bus are described by docs/asyncapi.yaml.", ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" } },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
        ["tags"] = _tags.DeepClone(),
        ["paths"] = _paths.DeepClone(),
        ["components"] = _components.DeepClone(),
    };

    public void Add(string service, JsonObject document)
    {
        var text = document.ToJsonString();
        foreach (var (kind, name) in Conflicts(document))
        {
            text = text
                .Replace($"\"#/components/{kind}/{name}\"", $"\"#/components/{kind}/{service}.{name}\"", StringComparison.Ordinal);
        }

        var renamed = JsonNode.Parse(text)!.AsObject();
        foreach (var (kind, entries) in renamed["components"] as JsonObject ?? [])
        {
            AddComponents(service, kind, entries as JsonObject ?? []);
        }

        foreach (var tag in (renamed["tags"] as JsonArray ?? []).Where(tag => _tags.All(known => !JsonNode.DeepEquals(known!["name"], tag!["name"]))))
        {
            _tags.Add(tag!.DeepClone());
        }

        foreach (var (path, item) in renamed["paths"] as JsonObject ?? [])
        {
            if (EdgeRoutes.Covers(service, path))
            {
                _paths[path] = item?.DeepClone();
            }
        }
    }

    private IEnumerable<(string Kind, string Name)> Conflicts(JsonObject document) =>
        from kind in document["components"] as JsonObject ?? []
        from entry in kind.Value as JsonObject ?? []
        where _components[kind.Key]?[entry.Key] is { } taken && !JsonNode.DeepEquals(taken, entry.Value)
        select (kind.Key, entry.Key);

    private void AddComponents(string service, string kind, JsonObject entries)
    {
        var target = _components[kind] as JsonObject;
        if (target is null)
        {
            _components[kind] = target = [];
        }

        foreach (var (name, value) in entries)
        {
            var taken = target[name] is { } other && !JsonNode.DeepEquals(other, value);
            target[taken ? $"{service}.{name}" : name] = value?.DeepClone();
        }
    }
}
