using System.Text.Json.Nodes;

namespace Realtime.Documentation.Tests.Deployment;

/// <summary>aspire-manifest.json, which is tested to be the topology's.</summary>
internal static class Manifest
{
    private static readonly JsonObject Resources = JsonNode.Parse(Repository.Read("aspire-manifest.json"))!["resources"]!.AsObject();

    public static JsonObject Projects { get; } = new(Resources.Where(static resource => (string?)resource.Value!["type"] == "project.v0").Select(static resource => KeyValuePair.Create(resource.Key, resource.Value?.DeepClone())));
}
