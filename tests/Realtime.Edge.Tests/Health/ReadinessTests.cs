using System.Net;
using System.Text.Json.Nodes;
using Realtime.Edge.Tests.Support;
using Realtime.Testing;

namespace Realtime.Edge.Tests.Health;

public sealed class ReadinessTests
{
    [Fact]
    public async Task Ready_names_what_is_down_and_health_stays_ok()
    {
        await using var healthy = await Backend.StartAsync("any");
        await using var presence = await Backend.StartAsync("presence");
        await using var edge = await TestEdge.StartAsync(Services.At(("gateway", healthy.Address), ("auth", healthy.Address), ("presence", presence.Address), ("offline-delivery", healthy.Address)));
        await Eventually.Async(async () => (await GetAsync(edge)).Status == HttpStatusCode.OK);

        presence.IsHealthy = false;

        await Eventually.PassesAsync(async () =>
        {
            var (status, body) = await GetAsync(edge);
            status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            body["status"]!.GetValue<string>().ShouldBe("unhealthy");
            body["dependencies"]!["presence"]!["status"]!.GetValue<string>().ShouldBe("down");
            body["dependencies"]!["presence"]!["detail"]!.GetValue<string>().ShouldBe("postgres down");
            body["dependencies"]!["gateway"]!["status"]!.GetValue<string>().ShouldBe("up");
        });
        JsonNode.Parse(await edge.Client.GetStringAsync("/health"))!["status"]!.GetValue<string>().ShouldBe("ok");

        presence.IsHealthy = true;
        await Eventually.Async(async () => (await GetAsync(edge)).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_healthy_gateway_is_enough()
    {
        await using var one = await Backend.StartAsync("gateway-1");
        await using var two = await Backend.StartAsync("gateway-2");
        await using var edge = await TestEdge.StartAsync(Services.At(("auth", one.Address), ("presence", one.Address), ("offline-delivery", one.Address)));
        edge.Announce(one);
        edge.Announce(two);
        two.IsHealthy = false;

        await Eventually.PassesAsync(async () =>
        {
            var (status, body) = await GetAsync(edge);
            status.ShouldBe(HttpStatusCode.OK);
            body["dependencies"]!["gateway"]!["detail"]!.GetValue<string>().ShouldBe("1 of 2 replicas");
        });
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(TestEdge edge)
    {
        using var response = await edge.Client.GetAsync("/ready");
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
