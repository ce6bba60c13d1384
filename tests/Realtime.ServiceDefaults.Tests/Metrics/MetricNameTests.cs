using Realtime.ServiceDefaults.Metrics;

namespace Realtime.ServiceDefaults.Tests.Metrics;

public sealed class MetricNameTests
{
    [Theory]
    [InlineData("realtime.gateway.connections", "{connection}", MetricKind.Gauge, "realtime_gateway_connections")]
    [InlineData("realtime.gateway.messages.received", "{message}", MetricKind.Counter, "realtime_gateway_messages_received_total")]
    [InlineData("realtime.gateway.delivery.duration", "s", MetricKind.Histogram, "realtime_gateway_delivery_duration_seconds")]
    [InlineData("messaging.masstransit.consume.duration", "ms", MetricKind.Histogram, "messaging_masstransit_consume_duration_seconds")]
    [InlineData("realtime.gateway.sent.bytes", "By", MetricKind.Counter, "realtime_gateway_sent_bytes_total")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", MetricKind.Counter, "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("dotnet.timer.count", "{timer}", MetricKind.Gauge, "dotnet_timer_current")]
    [InlineData("cache.hits", "1", MetricKind.Gauge, "cache_hits_ratio")]
    [InlineData("9lives", null, MetricKind.Gauge, "_9lives")]
    public void Of_Instrument_FollowsPrometheusConventions(string instrument, string? unit, object kind, string expected) =>
        MetricName.Of(instrument, unit, (MetricKind)kind).Value.ShouldBe(expected);

    [Fact]
    public void Of_Milliseconds_ScalesToSeconds() => MetricName.Of("x.duration", "ms", MetricKind.Histogram).Scale.ShouldBe(0.001);
}
