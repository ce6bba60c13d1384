using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Http;

public class HttpTests(ServersFixture servers, SharedStack shared) : IClassFixture<ServersFixture>, IClassFixture<SharedStack>
{
    [Fact]
    public async Task Messages_ToRoomAndUser_AreAcceptedStoredListedAndTraceable()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#", "user.#");
        using var client = stack.Client();

        var room = await PostAsync(client, "/api/v1/rooms/chat:a%2Fb/messages", """{"type":"note","data":{"x":[1, 2]}}""", "k1", HttpStatusCode.Accepted);
        (room.GetProperty("message_id").GetString(), room.GetProperty("room").GetString()).ShouldBe(("k1", "chat:a/b"));
        var again = await PostAsync(client, "/api/v1/rooms/chat:a%2Fb/messages", """{"type":"note","data":{"x":[1, 2]}}""", "k1", HttpStatusCode.Accepted);
        again.GetRawText().ShouldBe(room.GetRawText());
        var user = await PostAsync(client, "/api/v1/users/u1/messages", """{"type":"hello","data":"hi","ttl_seconds":60}""", null, HttpStatusCode.Accepted);
        var id = user.GetProperty("message_id").GetString()!;
        Guid.Parse(id).Version.ShouldBe(7);

        await Eventually.PassesAsync(async () =>
        {
            var history = await client.GetFromJsonAsync<JsonElement>("/api/v1/rooms/chat:a%2fb/history");
            history.GetProperty("last_offset").GetInt64().ShouldBe(1);
            var frame = history.GetProperty("messages").EnumerateArray().Single();
            frame.GetProperty("data").GetRawText().ShouldBe("""{"x":[1, 2]}""");
            (frame.GetProperty("type").GetString(), frame.GetProperty("message_id").GetString(), frame.GetProperty("offset").GetInt64(), frame.GetProperty("room").GetString()).ShouldBe(("note", "k1", 1L, "chat:a/b"));
            frame.TryGetProperty("sender", out _).ShouldBeFalse();
            var pending = await client.GetFromJsonAsync<JsonElement>("/api/v1/users/u1/pending");
            (pending.GetProperty("user_id").GetString(), pending.GetProperty("total").GetInt32()).ShouldBe(("u1", 1));
            pending.GetProperty("messages")[0].GetProperty("message_id").GetString().ShouldBe(id);
        });
        await gateway.JourneyAsync("user.u1", id, "written", "service");
        await gateway.PublishAsync(FakeGateway.Acknowledgement("u1", "service", id));
        await Eventually.PassesAsync(async () =>
        {
            var journey = await client.GetFromJsonAsync<JsonElement>($"/api/v1/messages/{id}/journey");
            journey.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString()).ShouldBe(["accepted", "stored", "written", "acknowledged"]);
            journey.GetProperty("steps")[2].GetProperty("gateway").GetString().ShouldBe("g1");
        });
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM journeys") > 0, because: "journeys were not written");
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/messages/{id}/journey")).GetProperty("steps").GetArrayLength().ShouldBe(4);
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/users/u1/pending")).GetProperty("total").GetInt32().ShouldBe(0);
        gateway.Received.Count(entry => entry.MessageId == "k1").ShouldBe(1);
        (await client.GetAsync("/api/v1/messages/nothing/journey")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Journey_OfEachKindOfEnd_HasItsStepsWithTimesAndGateway()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:InboxSize=2", "--Delivery:SweepInterval=00:00:00.100");
        await using var gateway = await stack.GatewayAsync("g1");
        using var client = stack.Client();
        await gateway.DirectAsync("u1", "read");
        await gateway.JourneyAsync("user.u1", "read", "routed");
        await gateway.JourneyAsync("user.u1", "read", "written");
        await gateway.AcknowledgeAsync("u1", "read");
        await gateway.DirectAsync("u2", "short", ttl: 1);
        await gateway.PublishAsync([.. Enumerable.Range(0, 4).Select(i => FakeGateway.Direct("u3", $"pushed-{i}"))]);
        await gateway.PublishAsync(FakeGateway.Room("chat:a", "told"));
        await gateway.JourneyAsync("room.chat:a", "told", "routed");

        await Eventually.PassesAsync(async () => (await StepsAsync("read")).ShouldBe(["accepted", "stored", "routed", "written", "acknowledged"], ignoreOrder: true), TimeSpan.FromSeconds(60));
        await Eventually.PassesAsync(async () => (await StepsAsync("short")).ShouldBe(["accepted", "stored", "expired"]), TimeSpan.FromSeconds(60));
        await Eventually.PassesAsync(async () => (await StepsAsync("pushed-0")).ShouldBe(["accepted", "stored", "expired"]), TimeSpan.FromSeconds(60));
        await Eventually.PassesAsync(async () => (await StepsAsync("told")).ShouldBe(["accepted", "stored", "routed"], ignoreOrder: true), TimeSpan.FromSeconds(60));

        async Task<IEnumerable<string?>> StepsAsync(string id)
        {
            using var response = await client.GetAsync($"/api/v1/messages/{id}/journey");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var steps = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("steps").EnumerateArray().ToList();
            steps.Select(step => step.GetProperty("at").GetDateTimeOffset()).ShouldAllBe(at => at > DateTimeOffset.UtcNow.AddHours(-1));
            steps.Where(step => step.GetProperty("step").GetString() is "routed" or "written" or "acknowledged").ShouldAllBe(step => step.GetProperty("gateway").GetString() == "g1");
            return steps.Select(step => step.GetProperty("step").GetString());
        }
    }

    [Theory]
    [InlineData("/api/v1/rooms/a%20b/messages", """{"type":"t"}""", 400)]
    [InlineData("/api/v1/rooms/chat:a/messages", """{"data":1}""", 400)]
    [InlineData("/api/v1/rooms/chat:a/messages", "nope", 400)]
    [InlineData("/api/v1/users/a*b/messages", """{"type":"t"}""", 400)]
    [InlineData("/api/v1/users/u1/messages", """{"type":"t","ttl_seconds":0}""", 400)]
    [InlineData("/api/v1/users/u1/messages", """{"type":"inbox_overflow"}""", 400, "'inbox_overflow'")]
    [InlineData("/api/v1/rooms/chat:a/messages", """{"type":"error"}""", 400, "'error'")]
    public async Task Messages_Wrong_AreRefusedWithACode(string path, string body, int status, string named = "")
    {
        var stack = shared.Stack;
        using var client = stack.Client();
        var problem = await PostAsync(client, path, body, null, (HttpStatusCode)status);
        problem.GetProperty("code").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("message").GetString()!.ShouldContain(named);
    }

    [Theory]
    [InlineData("u1;realtime.connect", "GET", "/api/v1/users/u1/pending", 200)]
    [InlineData("u1;realtime.connect", "GET", "/api/v1/users/u2/pending", 403)]
    [InlineData("s;realtime.read", "GET", "/api/v1/users/u2/pending", 200)]
    [InlineData("u1;realtime.connect", "GET", "/api/v1/rooms/chat:a/history", 200)]
    [InlineData("u1;realtime.connect;chat:b*=history", "GET", "/api/v1/rooms/chat:a/history", 403)]
    [InlineData("u1;realtime.connect;chat:*=history", "GET", "/api/v1/rooms/chat:a/history", 200)]
    [InlineData("u1;realtime.connect", "GET", "/api/v1/rooms/agentchat:a/history", 403)]
    [InlineData("u1;realtime.connect", "GET", "/api/v1/messages/x/journey", 403)]
    [InlineData("s;realtime.publish", "GET", "/api/v1/dead-letters", 403)]
    [InlineData("s;realtime.admin", "GET", "/api/v1/dead-letters", 200)]
    [InlineData("u1;realtime.connect", "POST", "/api/v1/users/u2/messages", 403)]
    [InlineData("u1;realtime.connect", "POST", "/api/v1/users/u1/messages", 202)]
    [InlineData("u1;realtime.connect", "POST", "/api/v1/rooms/chat:a/messages", 202)]
    [InlineData("u1;realtime.connect;chat:*=history", "POST", "/api/v1/rooms/chat:a/messages", 403)]
    [InlineData("s;realtime.publish", "POST", "/api/v1/users/u2/messages", 202)]
    [InlineData("nonsense", "GET", "/api/v1/users/u1/pending", 401)]
    public async Task Routes_ByToken(string token, string method, string path, int status)
    {
        var stack = shared.Stack;
        using var client = stack.Client(token);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
        {
            request.Content = Json("""{"type":"t"}""");
        }

        ((int)(await client.SendAsync(request)).StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task History_Pages_ForwardBackAndNewest()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.PublishAsync([.. Enumerable.Range(1, 150).Select(i => FakeGateway.Room("chat:a", $"{i}"))]);
        await gateway.RecoverAsync("chat:a", null, 0);
        using var client = stack.Client();
        (await OffsetsAsync("")).ShouldBe(Enumerable.Range(51, 100));
        (await OffsetsAsync("?limit=1000")).ShouldBe(Enumerable.Range(51, 100));
        (await OffsetsAsync("?limit=3")).ShouldBe([148, 149, 150]);
        (await OffsetsAsync("?limit=3&before=100")).ShouldBe([97, 98, 99]);
        (await OffsetsAsync("?limit=3&after=100")).ShouldBe([101, 102, 103]);
        (await OffsetsAsync("?after=150")).ShouldBeEmpty();
        (await OffsetsAsync("?before=1")).ShouldBeEmpty();
        (await client.GetAsync("/api/v1/rooms/chat:a/history?limit=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetAsync("/internal/history?room=chat:a&limit=2")).StatusCode.ShouldBe(HttpStatusCode.OK);

        async Task<int[]> OffsetsAsync(string query)
        {
            var page = await client.GetFromJsonAsync<JsonElement>("/api/v1/rooms/chat:a/history" + query);
            (page.GetProperty("first_offset").GetInt64(), page.GetProperty("last_offset").GetInt64()).ShouldBe((1L, 150L));
            return [.. page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("offset").GetInt32())];
        }
    }

    [Fact]
    public async Task TaskChat_ConversationOfUserAndTask_IsFoundAgainWithItsMessages()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        using var client = stack.Client();
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(client, "/internal/task-chat/conversations", """{"user_id":"u1","task_id":"7"}""", null, HttpStatusCode.OK)));
        var id = opened.Select(conversation => conversation.GetProperty("id").GetInt64()).Distinct().Single();
        var said = await PostAsync(client, $"/internal/task-chat/conversations/{id}/messages", """{"user_id":"u1","content":"What is the status?","role":"user"}""", null, HttpStatusCode.OK);
        said.GetProperty("id").GetInt64().ShouldBeGreaterThan(0);
        await PostAsync(client, $"/internal/task-chat/conversations/{id}/messages", """{"user_id":"u2","content":"mine?","role":"user"}""", null, HttpStatusCode.NotFound);
        await PostAsync(client, $"/internal/task-chat/conversations/{id}/messages", """{"user_id":"u1","content":"","role":"user"}""", null, HttpStatusCode.BadRequest);
        var found = await PostAsync(client, "/internal/task-chat/conversations", """{"user_id":"u1","task_id":"7"}""", null, HttpStatusCode.OK);
        found.GetProperty("messages").EnumerateArray().Single().GetRawText().ShouldBe(said.GetRawText());
        (await PostAsync(client, "/internal/task-chat/conversations", """{"user_id":"u2","task_id":"7"}""", null, HttpStatusCode.OK)).GetProperty("id").GetInt64().ShouldNotBe(id);
        (await client.GetFromJsonAsync<JsonElement>("/internal/stats")).GetProperty("max_messages").GetInt32().ShouldBe(1000);
        client.DefaultRequestHeaders.Remove("X-Internal-Key");
        (await client.GetAsync("/internal/stats")).IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task Health_NamesDatabaseAndBroker()
    {
        var stack = shared.Stack;
        using var client = stack.Client();
        var health = await client.GetStringAsync("/health");
        health.ShouldContain("postgres");
        health.ShouldContain("rabbitmq");
        (await client.GetStringAsync("/metrics")).ShouldContain("realtime_delivery");
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, string body, string? key, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
