using System.Text.Json.Nodes;
using Realtime.Documentation.Tests.Stack;

namespace Realtime.Documentation.Tests.Protocol;

public sealed class DiagramTests
{
    [Fact]
    public async Task Every_diagram_can_be_drawn()
    {
        var pages = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.PathOf("README.md"));
        var report = JsonNode.Parse(await Tools.RunAsync(["mermaid.mjs", .. pages]))!;

        report["faults"]!.AsArray().ShouldBeEmpty();
        report["diagrams"]![Repository.PathOf("docs/protocol.md")]!.AsArray().Count(static kind => (string)kind! == "sequence").ShouldBe(5);
    }

    [Theory]
    [InlineData("Connect")]
    [InlineData("Publish")]
    [InlineData("Offline and resume")]
    [InlineData("Takeover")]
    [InlineData("Drain")]
    public void Every_flow_has_a_diagram(string flow)
    {
        var page = Repository.Read("docs/protocol.md");
        var start = page.IndexOf($"**{flow}", StringComparison.Ordinal);

        start.ShouldBePositive();
        page[start..].Split("\n\n")[1].ShouldStartWith("```mermaid\nsequenceDiagram");
    }
}
