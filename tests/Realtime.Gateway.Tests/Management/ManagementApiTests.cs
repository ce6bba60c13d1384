using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Realtime.Gateway.Management.Stats;
using Realtime.Gateway.Peers;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Management;

[Collection(nameof(ClusterCollection))]
public sealed class ManagementApiTests(ClusterFixture cluster) : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _admin = new();

    public async Task InitializeAsync()
    {
        _admin.BaseAddress = new Uri(cluster.First.Url);
        Authorize(_admin, cluster.Authority.Token("m-root", scope: "realtime.admin", roles: ["admin"]));
        await Eventually.Async(() => cluster.First.Get<IGatewayPeers>().Others.Any(peer => peer.Id == cluster.Second.Id), because: "the gateways do not know each other");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _admin.Dispose();

    [Fact]
    public async Task Connections_of_both_gateways_are_listed_and_counted()
    {
        var project = Guid.NewGuid().ToString();
        await using var alice = await cluster.ConnectAsync(cluster.First, "m-list");
        await using var bob = await cluster.ConnectAsync(cluster.Second, "m-list");
        await bob.RequestAsync("subscription", new { action = "subscribe", project_id = project });

        var list = await GetAsync("/api/v1/websocket/connections");

        var rows = list["connections"]!.AsArray().Where(row => (string?)row!["user_id"] == "m-list").ToList();
        rows.Count.ShouldBe(2);
        rows.Select(row => (int?)row!["project_count"]).Order().ShouldBe([0, 1]);
        rows.ShouldAllBe(row => (bool)row!["is_healthy"]! && row["connected_at"] != null && row["id"] != null && row.AsObject().ContainsKey("last_pong"));
        ((long)list["total"]!).ShouldBeGreaterThanOrEqualTo(2);
        ((long)(await GetAsync("/api/v1/websocket/connections/count"))["total"]!).ShouldBeGreaterThanOrEqualTo(2);
        (await GetAsync("/api/v1/websocket/users/m-list/connections/count")).ToJsonString().ShouldBe("""{"user_id":"m-list","count":2}""");
        ((long)(await GetAsync($"/api/v1/websocket/projects/{project}/connections/count"))["count"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Pages_of_the_list_follow_each_other()
    {
        await using var first = await cluster.ConnectAsync(cluster.First, "m-page");
        await using var second = await cluster.ConnectAsync(cluster.Second, "m-page");
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await GetAsync("/api/v1/websocket/connections?limit=1" + (cursor is null ? "" : "&cursor=" + cursor));
            ids.AddRange(page["connections"]!.AsArray().Select(row => (string)row!["id"]!));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);

        ids.ShouldBeUnique();
        ids.Count.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Bad_ids_are_named()
    {
        var answer = await _admin.GetAsync("/api/v1/websocket/projects/7/connections/count");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ((string?)(await BodyAsync(answer))["error"]).ShouldBe("Invalid project ID");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("realtime.connect", HttpStatusCode.Forbidden)]
    [InlineData("realtime.admin", HttpStatusCode.OK)]
    public async Task Every_route_needs_the_admin_scope(string? scope, HttpStatusCode expected)
    {
        using var client = new HttpClient { BaseAddress = _admin.BaseAddress };
        if (scope is not null)
        {
            Authorize(client, cluster.Authority.Token("m-user", scope: scope));
        }

        foreach (var path in new[] { "connections", "connections/count", "metrics", "stats", "health" })
        {
            (await client.GetAsync("/api/v1/websocket/" + path)).StatusCode.ShouldBe(expected, path);
        }
    }

    [Fact]
    public async Task Disconnect_needs_the_admin_role()
    {
        using var client = new HttpClient { BaseAddress = _admin.BaseAddress };
        Authorize(client, cluster.Authority.Token("m-user", scope: "realtime.admin", roles: ["user"]));

        var answer = await client.PostAsync("/api/v1/websocket/users/m-x/disconnect", null);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        ((string?)(await BodyAsync(answer))["error"]).ShouldBe("Insufficient permissions");
    }

    [Fact]
    public async Task Disconnecting_a_user_ends_its_sockets_on_both_gateways()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "m-gone");
        await using var bob = await cluster.ConnectAsync(cluster.Second, "m-gone");
        await using var other = await cluster.ConnectAsync(cluster.Second, "m-stays");

        var reply = await PostAsync("/api/v1/websocket/users/m-gone/disconnect", null);

        reply.ToJsonString().ShouldBe("""{"message":"User disconnected","user_id":"m-gone"}""");
        foreach (var client in new[] { alice, bob })
        {
            await client.ExpectAsync("error");
            (await client.ClosedAsync()).ShouldBe(4403);
        }

        await other.PingAsync();
    }

    [Fact]
    public async Task Disconnecting_a_project_and_a_connection_ends_just_those()
    {
        var project = Guid.NewGuid().ToString();
        await using var member = await cluster.ConnectAsync(cluster.Second, "m-proj");
        await using var single = await NativeClient.ConnectAsync(cluster.Second.SocketsUrl, cluster.Authority.Token("m-single"));
        var id = (string)(await single.ExpectAsync("welcome"))["data"]!["connection_id"]!;
        await member.RequestAsync("subscription", new { action = "subscribe", project_id = project });

        var reply = await PostAsync($"/api/v1/websocket/projects/{project}/disconnect", null);
        await PostAsync($"/api/v1/websocket/connections/{id}/disconnect", null);

        ((string?)reply["message"]).ShouldBe("Project connections disconnected");
        (await member.ClosedAsync()).ShouldBe(4403);
        (await single.ClosedAsync()).ShouldBe(4403);
    }

    [Fact]
    public async Task Broadcasts_go_to_all_a_project_or_a_user()
    {
        var project = Guid.NewGuid().ToString();
        await using var alice = await cluster.ConnectAsync(cluster.First, "m-ba");
        await using var bob = await cluster.ConnectAsync(cluster.Second, "m-bb");
        await bob.RequestAsync("subscription", new { action = "subscribe", project_id = project });

        var reply = await PostAsync("/api/v1/websocket/broadcast", new { type = "to_all", data = new { n = 1 } });
        await PostAsync("/api/v1/websocket/broadcast", new { type = "to_project", data = 2, project_id = project });
        await PostAsync("/api/v1/websocket/broadcast", new { type = "to_user", user_id = "m-ba" });

        ((string?)reply["message"]).ShouldBe("Message broadcasted successfully");
        ((string?)reply["type"]).ShouldBe("to_all");
        ((int?)(await alice.ExpectAsync("to_all"))["data"]!["n"]).ShouldBe(1);
        await bob.ExpectAsync("to_all");
        (await bob.ExpectAsync("to_project")).ContainsKey("sender").ShouldBeFalse();
        await alice.ExpectAsync("to_user");
        (await alice.DrainedAsync("to_project")).ShouldBeEmpty();
        (await bob.DrainedAsync("to_user")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Messages_to_a_user_and_a_project_arrive_and_answer_as_documented()
    {
        var project = Guid.NewGuid().ToString();
        await using var alice = await cluster.ConnectAsync(cluster.Second, "m-msg");
        await alice.RequestAsync("subscription", new { action = "subscribe", project_id = project });

        var direct = await PostAsync("/api/v1/websocket/users/m-msg/message", new { type = "note", data = new { a = 1 } });
        var room = await PostAsync($"/api/v1/websocket/projects/{project}/message", new { type = "news" });

        ((string?)direct["message"]).ShouldBe("Direct message sent");
        ((string?)direct["user_id"]).ShouldBe("m-msg");
        ((string?)room["message"]).ShouldBe("Project message sent");
        ((string?)room["project_id"]).ShouldBe(project);
        await alice.ExpectAsync("note");
        await alice.ExpectAsync("news");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type":""}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("broken")]
    [InlineData("""{"type":"welcome"}""")]
    [InlineData("""{"type":"error","user_id":"m-x"}""")]
    public async Task A_bad_body_is_a_bad_request(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var answer = await _admin.PostAsync("/api/v1/websocket/broadcast", content);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (string?)(await BodyAsync(answer))["error"];
        error.ShouldNotBeNullOrEmpty();
        error.ShouldNotContain("MessageRequest");
        error.ShouldNotContain("parameter \"");
    }

    [Fact]
    public async Task Metrics_stats_and_health_have_the_documented_shapes()
    {
        var before = (long)(await GetAsync("/api/v1/websocket/metrics"))["hub"]!["messages_received"]!;
        await using var client = await cluster.ConnectAsync(cluster.Second, "m-metrics");
        for (var i = 0; i < 10; i++)
        {
            await client.PingAsync();
        }

        var metrics = await GetAsync("/api/v1/websocket/metrics");

        ((long)metrics["hub"]!["messages_received"]!).ShouldBeGreaterThanOrEqualTo(before + 10);
        ((long)metrics["hub"]!["active_connections"]!).ShouldBeGreaterThanOrEqualTo(1);
        metrics["middleware"]!["rate_limiter"]!["requests_per_second"].ShouldNotBeNull();
        metrics["middleware"]!["error_handler"]!["total_errors"].ShouldNotBeNull();
        metrics.ContainsKey("offline_messages").ShouldBeTrue();
        var stats = await GetAsync("/api/v1/websocket/stats");
        ((int)stats["gateways"]!).ShouldBeGreaterThanOrEqualTo(2);
        var health = await GetAsync("/api/v1/websocket/health");
        ((string?)health["status"]).ShouldBe("healthy");
        ((double)health["data"]!["uptime"]!).ShouldBePositive();
    }

    [Fact]
    public async Task Sockets_that_opened_before_anybody_asked_are_counted()
    {
        await using var gateway = await TestGateway.StartAsync(cluster.Broker, cluster.Authority);
        await using var client = await cluster.ConnectAsync(gateway, "m-early");

        gateway.Get<LocalStats>().Take(null, null).TotalConnections.ShouldBe(1);
    }

    [Fact]
    public async Task The_public_health_needs_no_credentials_and_tells_the_database()
    {
        using var client = new HttpClient { BaseAddress = _admin.BaseAddress };

        var answer = await client.GetAsync("/api/v1/health");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var body = await BodyAsync(answer);
        ((string?)body["status"]).ShouldBe("degraded");
        ((string?)body["version"]).ShouldBe("1.0.0");
        ((string?)body["database"]!["status"]).ShouldBe("error");
    }

    [Fact]
    public async Task Readiness_names_the_broker()
    {
        using var client = new HttpClient { BaseAddress = _admin.BaseAddress };

        var answer = await client.GetAsync("/health");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("rabbitmq");
    }

    private static void Authorize(HttpClient client, string token) => client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    private static async Task<JsonObject> BodyAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();

    private async Task<JsonObject> GetAsync(string path)
    {
        var answer = await _admin.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await BodyAsync(answer);
    }

    private async Task<JsonObject> PostAsync(string path, object? body)
    {
        using var content = body is null ? null : new StringContent(System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        var answer = await _admin.PostAsync(path, content);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await BodyAsync(answer);
    }
}
