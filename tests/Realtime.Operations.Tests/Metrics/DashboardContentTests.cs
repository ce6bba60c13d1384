namespace Realtime.Operations.Tests.Metrics;

/// <summary>What the dashboard is there to show has a panel each.</summary>
public sealed class DashboardContentTests
{
    [Theory]
    [InlineData("realtime_gateway_connections")]
    [InlineData("realtime_gateway_handshakes_total", "http_response_status_code")]
    [InlineData("realtime_gateway_closes_total", "code")]
    [InlineData("realtime_gateway_frames_total", "network_io_direction")]
    [InlineData("realtime_gateway_publishes_total", "lane")]
    [InlineData("realtime_gateway_deliveries_total")]
    [InlineData("realtime_gateway_fanout_duration_seconds_bucket", "le")]
    [InlineData("realtime_delivery_lag_seconds_bucket", "le")]
    [InlineData("realtime_gateway_backplane_lag_seconds_bucket", "le")]
    [InlineData("realtime_delivery_queue_depth", "queue")]
    [InlineData("realtime_delivery_queue_consumers", "queue")]
    [InlineData("realtime_gateway_dropped_total")]
    [InlineData("realtime_presence_changes_total")]
    [InlineData("realtime_delivery_inbox_size")]
    [InlineData("realtime_health_dependency_up", "job")]
    [InlineData("http_server_request_duration_seconds_count", "job")]
    public void A_panel_shows(string metric, string? by = null) =>
        Dashboard.Queries().ShouldContain(panel => panel.Query.Contains(metric, StringComparison.Ordinal) && (by == null || panel.Query.Contains(by, StringComparison.Ordinal)), $"no panel shows {metric} by {by}");
}
