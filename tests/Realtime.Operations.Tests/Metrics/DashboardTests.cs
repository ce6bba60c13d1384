using Realtime.Operations.Tests.Stack;
using Realtime.Testing;

namespace Realtime.Operations.Tests.Metrics;

[Collection(OperationsCollection.Name)]
public sealed class DashboardTests(OperationsFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Every_panel_shows_something_after_traffic()
    {
        Dashboard.Queries().Count.ShouldBeGreaterThan(40);
        await Traffic.MakeAsync(stack);

        var silent = Dashboard.Queries().ToHashSet();
        await Eventually.PassesAsync(
            async () =>
            {
                foreach (var panel in silent.ToList())
                {
                    if ((await stack.Prometheus.QueryAsync(panel.Query)).Count > 0)
                    {
                        silent.Remove(panel);
                    }
                }

                silent.ShouldBeEmpty();
            },
            Patience);
    }

    [Fact]
    public async Task Every_alert_can_be_evaluated_and_none_fires_over_a_stack_that_is_well()
    {
        await Eventually.Async(
            async () => await stack.Prometheus.RulesAsync() is { Count: > 0 } rules && rules.All(static rule => (string?)rule["health"] == "ok"),
            Patience,
            "a rule is not healthy");

        foreach (var rule in await stack.Prometheus.RulesAsync())
        {
            await stack.Prometheus.QueryAsync((string)rule["query"]!);
        }

        // A scrape that a busy machine does not answer in its second is made up for by the next.
        await Eventually.PassesAsync(async () => (await stack.Prometheus.QueryAsync("up == 0")).ShouldBeEmpty(), Patience);
        foreach (var alert in new[] { "ServiceDown", "QueueWithoutConsumer", "DrainStuck", "DependencyDown", "InboxGrowth" })
        {
            (await stack.Prometheus.QueryAsync($"ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"}}")).ShouldBeEmpty();
        }
    }
}
