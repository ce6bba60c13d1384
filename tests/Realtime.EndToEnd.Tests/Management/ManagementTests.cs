using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Management;

[Collection(StackCollection.Name)]
public sealed class ManagementTests(StackFixture stack)
{
    private const string Root = "/api/v1/websocket";

    [Fact]
    public async Task Lists_and_counts_cover_every_gateway()
    {
        var user = $"managed-{Guid.NewGuid():N}";
        await using var first = await stack.ConnectAsync(user);
        await using var second = await stack.ConnectAsync(user);

        await Eventually.PassesAsync(async () =>
        {
            ((int?)(await GetAsync($"{Root}/users/{user}/connections/count"))["count"]).ShouldBe(2);
            var list = await GetAsync($"{Root}/connections");
            list["connections"]!.AsArray().Count(connection => (string?)connection!["user_id"] == user).ShouldBe(2);
            ((int?)(await GetAsync($"{Root}/connections/count"))["total"])!.Value.ShouldBeGreaterThanOrEqualTo(2);
        });
        var one = (await GetAsync($"{Root}/connections"))["connections"]!.AsArray().First(connection => (string?)connection!["user_id"] == user)!;
        foreach (var key in new[] { "id", "user_id", "connected_at", "last_pong", "is_healthy", "project_count" })
        {
            one.AsObject().ContainsKey(key).ShouldBeTrue(key);
        }
    }

    [Fact]
    public async Task A_project_message_reaches_its_subscribers_only()
    {
        var project = Guid.NewGuid();
        await using var member = await stack.ConnectAsync("project-member");
        await using var stranger = await stack.ConnectAsync("project-stranger");
        await member.AskAsync("subscription", new { action = "subscribe", project_id = project });

        var (status, body) = await PostAsync($"{Root}/projects/{project}/message", new { type = "project_updated", data = new { project_id = project } });

        status.ShouldBe(HttpStatusCode.OK);
        ((string?)body["message"]).ShouldBe("Project message sent");
        ((string?)body["project_id"]).ShouldBe(project.ToString());
        ((string?)(await member.WaitForAsync("project_updated"))["data"]!["project_id"]).ShouldBe(project.ToString());
        stranger.Frames.ShouldNotContain(frame => (string?)frame["type"] == "project_updated");
    }

    [Fact]
    public async Task Disconnecting_a_user_closes_the_sockets_on_every_gateway_with_4403()
    {
        var user = $"evicted-{Guid.NewGuid():N}";
        await using var first = await stack.ConnectAsync(user);
        await using var second = await stack.ConnectAsync(user);
        await using var bystander = await stack.ConnectAsync("bystander");

        var (status, body) = await PostAsync($"{Root}/users/{user}/disconnect", new { });

        status.ShouldBe(HttpStatusCode.OK);
        ((string?)body["message"]).ShouldBe("User disconnected");
        (await first.WaitForCloseAsync()).ShouldBe(4403);
        (await second.WaitForCloseAsync()).ShouldBe(4403);
        await bystander.SendAsync(new { type = "ping" });
        await bystander.WaitForAsync("pong");
    }

    [Fact]
    public async Task A_broadcast_reaches_every_authenticated_socket()
    {
        await using var one = await stack.ConnectAsync("listener-1");
        await using var two = await stack.ConnectAsync("listener-2");
        var type = $"news_{Guid.NewGuid():N}";

        var (status, _) = await PostAsync($"{Root}/broadcast", new { type, data = new { n = 1 } });

        status.ShouldBe(HttpStatusCode.OK);
        await one.WaitForAsync(type);
        await two.WaitForAsync(type);
    }

    [Fact]
    public async Task An_invalid_project_id_is_named()
    {
        using var request = await RequestAsync(HttpMethod.Get, $"{Root}/projects/not-a-uuid/connections/count");
        using var response = await stack.Http.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]).ShouldBe("Invalid project ID");
    }

    [Fact]
    public async Task Metrics_and_stats_have_the_documented_keys()
    {
        foreach (var path in new[] { "metrics", "stats" })
        {
            var metrics = await GetAsync($"{Root}/{path}");
            foreach (var key in new[] { "hub", "middleware", "offline_messages" })
            {
                metrics.ContainsKey(key).ShouldBeTrue($"{path} lacks {key}: {metrics.ToJsonString()}");
            }

            foreach (var key in new[] { "active_connections", "total_connections", "messages_sent", "messages_received", "broadcasts_sent" })
            {
                metrics["hub"]!.AsObject().ContainsKey(key).ShouldBeTrue(key);
            }
        }
    }

    private async Task<JsonObject> GetAsync(string path)
    {
        using var request = await RequestAsync(HttpMethod.Get, path);
        using var response = await stack.Http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    private async Task<(HttpStatusCode Status, JsonObject Body)> PostAsync(string path, object body)
    {
        using var request = await RequestAsync(HttpMethod.Post, path);
        request.Content = JsonContent.Create(body);
        using var response = await stack.Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await stack.Tokens.ForClientAsync());
        return request;
    }
}
