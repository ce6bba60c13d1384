using System.Text.Json.Nodes;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace Realtime.AppHost.Tests;

public sealed class ManifestTests(AppHostFixture appHost) : IClassFixture<AppHostFixture>
{
    private readonly string _manifest = appHost.Published.Services.GetRequiredService<ManifestPublisher>().Write(AppHostFixture.RepositoryRoot);

    [Fact]
    public void CheckedInManifest_IsWhatTheAppHostWrites() => File.ReadAllText(Path.Combine(AppHostFixture.RepositoryRoot, "aspire-manifest.json")).ShouldBe(
        _manifest, "run: dotnet run --project AppHost -- --publisher manifest --output-path \"$PWD/aspire-manifest.json\"");

    [Fact]
    public void Manifest_EveryExpression_RefersToSomethingInIt()
    {
        var resources = JsonNode.Parse(_manifest)!["resources"]!.AsObject();

        foreach (var text in Strings(resources))
        {
            foreach (var expression in text.Split('{').Skip(1).Select(static part => part.Split('}')[0].Split('.')))
            {
                resources.ContainsKey(expression[0]).ShouldBeTrue(text);
                if (expression is [_, "bindings", ..])
                {
                    resources[expression[0]]!["bindings"]!.AsObject().ContainsKey(expression[2]).ShouldBeTrue(text);
                }
            }
        }
    }

    [Fact]
    public void Manifest_HoldsNoSecret()
    {
        _manifest.ShouldNotContain("dev-user-key");
        _manifest.ShouldNotContain("dev-internal-key");
    }

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static member => Strings(member.Value)),
        JsonArray items => items.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
