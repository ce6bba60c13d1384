using Realtime.Operations.Tests.Stack;

namespace Realtime.Operations.Tests.Metrics;

[Collection(OperationsCollection.Name)]
public sealed class ExpositionTests(OperationsFixture stack)
{
    [Fact]
    public async Task Every_replica_of_every_service_passes_promtool()
    {
        stack.Targets.GroupBy(static target => target.Job).ToDictionary(static group => group.Key, static group => group.Count())
            .ShouldBe(new Dictionary<string, int> { ["auth"] = 1, ["presence"] = 1, ["offline-delivery"] = 1, ["gateway"] = 2, ["edge"] = 1 }, ignoreOrder: true);

        foreach (var (job, address) in stack.Targets)
        {
            var text = await OperationsFixture.ScrapeAsync(address);
            var (code, output) = await ToolRun.RunAsync(stack.Programs.Tool, ["check", "metrics"], text);
            (code, output).ShouldBe((0, ""), $"{job} at {address}");
            text.ShouldContain($"service_name=\"{job}\"");
        }
    }
}
