using Realtime.Operations.Tests.Stack;
using Realtime.Testing;

namespace Realtime.Operations.Tests.Metrics;

/// <summary>Every metric that a page promises, with its labels, is there to be scraped.</summary>
[Collection(OperationsCollection.Name)]
public sealed class DocumentedMetricTests(OperationsFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("seeds.md", 20)]
    [InlineData("README.md", 30)]
    public async Task Every_metric_of_a_page_is_exposed(string page, int atLeast)
    {
        var promised = DocumentedMetric.In(File.ReadAllText(OperationsFiles.Of(page)));
        promised.Count.ShouldBeGreaterThan(atLeast);
        await Traffic.MakeAsync(stack);

        // Sockets of the edge and gauges have a value while there are some.
        await using var open = await stack.ConnectAsync("somebody");
        await Eventually.PassesAsync(
            async () =>
            {
                var texts = await Task.WhenAll(stack.Targets.Select(static target => OperationsFixture.ScrapeAsync(target.Address)));
                promised.Where(metric => !texts.Any(metric.IsIn)).ShouldBeEmpty();
            },
            Patience);
    }
}
