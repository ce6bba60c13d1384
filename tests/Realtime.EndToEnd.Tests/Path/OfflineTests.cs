using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using Npgsql;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Path;

[Collection(StackCollection.Name)]
public sealed class OfflineTests(StackFixture stack)
{
    [Fact]
    public async Task A_direct_message_to_an_absent_user_waits_in_the_database_and_is_gone_once_acknowledged()
    {
        var user = $"absent-{Guid.NewGuid():N}";
        await using var sender = await stack.ConnectAsync("absent-sender");
        var ack = await sender.AskAsync("direct", new { user_id = user, type = "later", data = new { n = 7 } });
        var id = (string?)ack["data"]!["message_id"];

        await Eventually.PassesAsync(async () => (await InboxRowsAsync(user)).ShouldBe(1L));
        (await PendingAsync(user))["messages"]!.AsArray().Select(message => (string?)message!["message_id"]).ShouldBe([id]);

        await using (var reader = await stack.ConnectAsync(user))
        {
            var later = await reader.WaitForAsync("later");
            ((string?)later["message_id"]).ShouldBe(id);
            ((int?)later["data"]!["n"]).ShouldBe(7);
            await reader.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { id } } });
            await Eventually.PassesAsync(async () => (await InboxRowsAsync(user)).ShouldBe(0L));
        }

        await using var again = await stack.ConnectAsync(user);
        await again.AskAsync("subscription", new { action = "subscribe", room = "room:nothing" });
        again.Frames.ShouldNotContain(frame => (string?)frame["type"] == "later");
    }

    [Fact]
    public async Task The_inbox_drains_in_order_before_newer_live_messages()
    {
        var user = $"ordered-{Guid.NewGuid():N}";
        await using var sender = await stack.ConnectAsync("ordered-sender");
        for (var n = 0; n < 15; n++)
        {
            await sender.AskAsync("direct", new { user_id = user, type = "step", data = n });
        }

        await using var reader = await stack.ConnectAsync(user);
        for (var n = 0; n < 15; n++)
        {
            ((int?)(await reader.WaitForAsync("step"))["data"]).ShouldBe(n);
        }
    }

    [Fact]
    public async Task The_same_idempotency_key_is_accepted_twice_and_delivered_once()
    {
        var user = $"idem-{Guid.NewGuid():N}";
        var key = Guid.NewGuid().ToString("N");

        var first = await PostMessageAsync(user, key);
        var second = await PostMessageAsync(user, key);

        first["message_id"]!.GetValue<string>().ShouldBe(key);
        second.ToJsonString().ShouldBe(first.ToJsonString());
        await Eventually.PassesAsync(async () => (await InboxRowsAsync(user)).ShouldBe(1L));
        await using var reader = await stack.ConnectAsync(user);
        await reader.WaitForAsync("posted");
        await reader.AskAsync("subscription", new { action = "subscribe", room = "room:nothing" });
        reader.Frames.Count(frame => (string?)frame["type"] == "posted").ShouldBe(1);
    }

    [Fact]
    public async Task Presence_knows_the_user_while_connected_and_when_last_seen()
    {
        var user = $"seen-{Guid.NewGuid():N}";
        await using (await stack.ConnectAsync(user))
        {
            await Eventually.PassesAsync(async () => ((bool?)(await PresenceAsync(user))["online"]).ShouldBe(true));
            ((int?)(await PresenceAsync(user))["connections"]).ShouldBe(1);
        }

        await Eventually.PassesAsync(async () => ((bool?)(await PresenceAsync(user))["online"]).ShouldBe(false));
        ((string?)(await PresenceAsync(user))["last_seen"]).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_journey_tells_what_happened_to_a_message()
    {
        var user = $"journey-{Guid.NewGuid():N}";
        await using var reader = await stack.ConnectAsync(user);
        var key = Guid.NewGuid().ToString("N");
        await PostMessageAsync(user, key);
        await reader.WaitForAsync("posted");
        await reader.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { key } } });

        await Eventually.PassesAsync(async () =>
        {
            var steps = (await GetAsync($"/api/v1/messages/{key}/journey"))["steps"]!.AsArray().Select(step => (string?)step!["step"]).ToList();
            foreach (var expected in new[] { "accepted", "routed", "written", "acknowledged" })
            {
                steps.ShouldContain(expected);
            }
        });
    }

    private async Task<JsonObject> PostMessageAsync(string user, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/users/{user}/messages")
        {
            Content = JsonContent.Create(new { type = "posted", data = new { text = "over http" } }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await stack.Tokens.ForClientAsync());
        request.Headers.Add("Idempotency-Key", key);
        using var response = await stack.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, body);
        return JsonNode.Parse(body)!.AsObject();
    }

    private Task<JsonObject> PendingAsync(string user) => GetAsync($"/api/v1/users/{user}/pending");

    private Task<JsonObject> PresenceAsync(string user) => GetAsync($"/api/v1/users/{user}/presence");

    private async Task<JsonObject> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await stack.Tokens.ForClientAsync());
        using var response = await stack.Http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    private async Task<long> InboxRowsAsync(string user)
    {
        await using var connection = new NpgsqlConnection(await stack.App.GetConnectionStringAsync("deliverydb"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select count(*) from inbox where user_id = $1", connection) { Parameters = { new() { Value = user } } };
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
