using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Realtime.ServiceDefaults.Tests.Support;
using Realtime.Testing;

namespace Realtime.ServiceDefaults.Tests.Metrics;

public sealed class PrometheusCollectorTests : IAsyncLifetime
{
    private TestService _service = null!;
    private Meter _meter = null!;

    public async Task InitializeAsync()
    {
        _service = await TestService.StartAsync(settings: new()
        {
            ["Metrics:MaxSeriesPerInstrument"] = "3",
            ["Metrics:Buckets:realtime.test.size:0"] = "10",
            ["Metrics:Buckets:realtime.test.size:1"] = "20",
        });
        _meter = _service.Services.GetRequiredService<IMeterFactory>().Create("Realtime.Test");
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Counters_gauges_and_tags_are_served()
    {
        var counter = _meter.CreateCounter<long>("realtime.test.messages", "{message}", "Messages \"in\"\nall.");
        counter.Add(2, new KeyValuePair<string, object?>("outcome", "ok"));
        counter.Add(3, new KeyValuePair<string, object?>("outcome", "say \"no\""));
        _meter.CreateUpDownCounter<int>("realtime.test.connections").Add(5);
        _meter.CreateGauge<double>("realtime.test.load").Record(0.25);
        _meter.CreateGauge<double>("realtime.test.load").Record(0.5);

        var text = await ScrapeAsync();

        text.ShouldContain("# HELP realtime_test_messages_total Messages \"in\"\\nall.\n# TYPE realtime_test_messages_total counter\n");
        text.ShouldContain("realtime_test_messages_total{outcome=\"ok\"} 2\n");
        text.ShouldContain("realtime_test_messages_total{outcome=\"say \\\"no\\\"\"} 3\n");
        text.ShouldContain("# TYPE realtime_test_connections gauge\nrealtime_test_connections 5\n");
        text.ShouldContain("realtime_test_load 0.5\n");
    }

    [Fact]
    public async Task The_order_of_tags_does_not_matter()
    {
        var counter = _meter.CreateCounter<long>("realtime.test.pairs");
        counter.Add(1, new("a", 1), new("b", 2));
        counter.Add(1, new("b", 2), new("a", 1));

        (await ScrapeAsync()).ShouldContain("realtime_test_pairs_total{a=\"1\",b=\"2\"} 2\n");
    }

    [Fact]
    public async Task Histograms_are_cumulative_over_configured_bounds()
    {
        var histogram = _meter.CreateHistogram<long>("realtime.test.size");
        foreach (var value in new[] { 5, 10, 15, 25 })
        {
            histogram.Record(value);
        }

        var text = await ScrapeAsync();

        text.ShouldContain("realtime_test_size_bucket{le=\"10\"} 2\nrealtime_test_size_bucket{le=\"20\"} 3\nrealtime_test_size_bucket{le=\"+Inf\"} 4\n");
        text.ShouldContain("realtime_test_size_sum 55\nrealtime_test_size_count 4\n");
    }

    [Fact]
    public async Task Too_many_series_end_in_one()
    {
        var counter = _meter.CreateCounter<long>("realtime.test.wild");
        for (var i = 0; i < 100; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("user", i));
        }

        var lines = (await ScrapeAsync()).Split('\n').Where(line => line.StartsWith("realtime_test_wild_total{", StringComparison.Ordinal)).ToArray();

        lines.Length.ShouldBe(4);
        lines.ShouldContain("realtime_test_wild_total{otel_metric_overflow=\"true\"} 97");
    }

    [Fact]
    public async Task Observed_series_that_are_no_longer_reported_disappear()
    {
        var reported = new List<Measurement<int>> { new(1, new KeyValuePair<string, object?>("room", "a")), new(2, new KeyValuePair<string, object?>("room", "b")) };
        _meter.CreateObservableGauge("realtime.test.rooms", () => reported);
        (await ScrapeAsync()).ShouldContain("realtime_test_rooms{room=\"b\"} 2\n");

        reported.RemoveAt(1);

        var text = await ScrapeAsync();
        text.ShouldContain("realtime_test_rooms{room=\"a\"} 1\n");
        text.ShouldNotContain("room=\"b\"");
    }

    [Fact]
    public async Task A_broken_callback_does_not_hide_the_others()
    {
        _meter.CreateObservableGauge("realtime.test.broken", Broken);
        _meter.CreateObservableGauge("realtime.test.whole", () => 1);

        (await ScrapeAsync()).ShouldContain("realtime_test_whole 1\n");
    }

    [Fact]
    public async Task Another_host_in_the_process_is_not_mixed_in()
    {
        await using var other = await TestService.StartAsync();
        other.Services.GetRequiredService<IMeterFactory>().Create("Realtime.Test").CreateCounter<long>("realtime.test.other").Add(1);

        (await ScrapeAsync()).ShouldNotContain("realtime_test_other");
    }

    [Fact]
    public void A_known_tag_set_costs_no_allocation()
    {
        var counter = _meter.CreateCounter<long>("realtime.test.hot");
        var histogram = _meter.CreateHistogram<double>("realtime.test.hot.duration", "s");
        var tag = new KeyValuePair<string, object?>("outcome", "ok");
        Allocations.Of(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, tag);
                histogram.Record(0.01, tag);
            }
        }).ShouldBeLessThan(1_000);
    }

    [Fact]
    public async Task Concurrent_counting_loses_nothing()
    {
        var whole = _meter.CreateCounter<long>("realtime.test.whole.events");
        var broken = _meter.CreateCounter<double>("realtime.test.part.events");
        Parallel.For(0, 100_000, i =>
        {
            whole.Add(1, new KeyValuePair<string, object?>("k", "v"));
            broken.Add(0.5, new KeyValuePair<string, object?>("k", "v"));
        });

        var text = await ScrapeAsync();

        text.ShouldContain("realtime_test_whole_events_total{k=\"v\"} 100000\n");
        text.ShouldContain("realtime_test_part_events_total{k=\"v\"} 50000\n");
    }

    [Fact]
    public async Task Every_metric_obeys_the_naming_rules()
    {
        await _service.Client.GetAsync("/nowhere");
        var lines = (await ScrapeAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var types = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToArray();
        types.Select(type => type[2]).ShouldBeUnique();
        foreach (var type in types)
        {
            type[2].ShouldMatch("^[a-z_][a-z0-9_]*$");
            type[2].EndsWith("_total", StringComparison.Ordinal).ShouldBe(type[3] == "counter", type[2]);
            type[2].ShouldNotEndWith("_count");
            lines.ShouldContain(line => line.StartsWith($"# HELP {type[2]} ", StringComparison.Ordinal) && line.Length > $"# HELP {type[2]} ".Length);
        }
    }

    private static int Broken() => throw new InvalidOperationException("broken");

    private Task<string> ScrapeAsync() => _service.Client.GetStringAsync("/metrics");
}
