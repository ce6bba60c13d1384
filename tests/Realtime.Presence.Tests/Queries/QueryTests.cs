using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Contracts.Presence;
using Realtime.Presence.Tests.Support;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Queries;

public sealed class QueryTests(StackFixture fixture) : IClassFixture<StackFixture>, IAsyncLifetime
{
    private readonly PresenceStack _stack = fixture.Stack;

    public async Task InitializeAsync()
    {
        if (await _stack.ScalarAsync<long>("select connections from totals") > 0)
        {
            return;
        }

        await using var gateway = await FakeGateway.StartAsync(_stack.BrokerAddress, "g1");
        List<PresenceChange> changes = [gateway.Open("phone", "u1"), gateway.Open("laptop", "u1", "agents", after: 1), gateway.Join("phone", "project:p1"), gateway.Join("phone", "room:a")];
        for (var n = 0; n < 25; n++)
        {
            changes.Add(gateway.Open($"m{n}", $"member-{n:00}"));
            changes.Add(gateway.Join($"m{n}", "room:a"));
        }

        await gateway.SendAsync([.. changes]);
        await Eventually.Async(async () => await _stack.ScalarAsync<long>("select connections from totals") == 27);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_user_is_shown_with_devices_and_somebody_unknown_is_offline()
    {
        var user = await GetAsync("/api/v1/users/u1/presence");
        user.GetProperty("user_id").GetString().ShouldBe("u1");
        user.GetProperty("online").GetBoolean().ShouldBeTrue();
        user.GetProperty("connections").GetInt32().ShouldBe(2);
        user.GetProperty("last_seen").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(10));
        user.GetProperty("connected_since").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(10));
        user.GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("protocol").GetString()).ShouldBe(["native", "agents"]);

        var nobody = await GetAsync("/api/v1/users/nobody/presence");
        nobody.GetProperty("online").GetBoolean().ShouldBeFalse();
        nobody.GetProperty("connections").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_room_comes_in_pages_that_hold_everybody_once()
    {
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await GetAsync($"/api/v1/rooms/room:a/presence?limit=10{(cursor is null ? "" : "&cursor=" + cursor)}");
            page.GetProperty("count").GetInt32().ShouldBe(26);
            seen.AddRange(page.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("user_id").GetString()!));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        seen.Count.ShouldBe(26);
        seen.Distinct().Count().ShouldBe(26);
        (await GetAsync("/api/v1/rooms/room:a/presence/count")).GetProperty("count").GetInt32().ShouldBe(26);
    }

    [Fact]
    public async Task Who_of_a_list_is_online_is_answered_in_its_order()
    {
        using var client = _stack.Client();
        var response = await client.PostAsJsonAsync("/api/v1/presence/query", new { user_ids = new[] { "nobody", "u1", "member-03" } });
        var users = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("users");
        users.EnumerateArray().Select(user => (user.GetProperty("user_id").GetString(), user.GetProperty("online").GetBoolean())).ShouldBe([("nobody", false), ("u1", true), ("member-03", true)]);

        (await client.PostAsJsonAsync("/api/v1/presence/query", new { user_ids = Enumerable.Range(0, 1_000).Select(n => $"u{n}") })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsJsonAsync("/api/v1/presence/query", new { user_ids = Enumerable.Range(0, 1_001).Select(n => $"u{n}") })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("u1;realtime.connect", "/api/v1/users/u1/presence", HttpStatusCode.OK)]
    [InlineData("u1;realtime.connect", "/api/v1/users/u2/presence", HttpStatusCode.Forbidden)]
    [InlineData("service;realtime.read", "/api/v1/users/u2/presence", HttpStatusCode.OK)]
    [InlineData("service;realtime.publish", "/api/v1/users/u2/presence", HttpStatusCode.Forbidden)]
    [InlineData("u1;realtime.connect", "/api/v1/rooms/room:a/presence", HttpStatusCode.OK)]
    [InlineData("u1;realtime.connect", "/api/v1/rooms/agent:c1.a1/presence", HttpStatusCode.Forbidden)]
    [InlineData("u1;realtime.connect;project:*=presence", "/api/v1/rooms/project:p1/presence", HttpStatusCode.OK)]
    [InlineData("u1;realtime.connect;project:*=presence", "/api/v1/rooms/room:a/presence/count", HttpStatusCode.Forbidden)]
    [InlineData("u1;realtime.connect;room:*=subscribe", "/api/v1/rooms/room:a/presence", HttpStatusCode.Forbidden)]
    [InlineData("u1;realtime.connect;room:*=*", "/api/v1/rooms/room:a/presence", HttpStatusCode.OK)]
    [InlineData("forged", "/api/v1/rooms/room:a/presence", HttpStatusCode.Unauthorized)]
    [InlineData("service;realtime.admin", "/api/v1/rooms/bad%20room/presence", HttpStatusCode.BadRequest)]
    [InlineData("service;realtime.admin", "/api/v1/rooms/room:a/presence?cursor=%00", HttpStatusCode.BadRequest)]
    public async Task Get_ByToken_AnswersOrRefuses(string token, string path, HttpStatusCode expected)
    {
        using var client = _stack.Client(token: token);
        (await client.GetAsync(path)).StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Connections_can_be_filtered_and_paged_and_counted()
    {
        var byUser = await GetAsync("/internal/connections?user_id=u1");
        byUser.GetProperty("connections").EnumerateArray().Select(row => row.GetProperty("connection_id").GetString()).ShouldBe(["laptop", "phone"]);
        byUser.GetProperty("connections")[1].GetProperty("projects").GetInt32().ShouldBe(1);
        byUser.GetProperty("connections")[1].GetProperty("rooms").GetInt32().ShouldBe(2);
        (await GetAsync("/internal/connections?protocol=agents")).GetProperty("connections").GetArrayLength().ShouldBe(1);
        (await GetAsync("/internal/connections?room=project:p1")).GetProperty("connections").GetArrayLength().ShouldBe(1);
        (await GetAsync("/internal/connections?gateway_id=g2")).GetProperty("connections").GetArrayLength().ShouldBe(0);

        var first = await GetAsync("/internal/connections?limit=20");
        var second = await GetAsync("/internal/connections?limit=20&cursor=" + first.GetProperty("next_cursor").GetString());
        second.GetProperty("connections").GetArrayLength().ShouldBe(7);
        second.TryGetProperty("next_cursor", out _).ShouldBeFalse();

        (await GetAsync("/internal/counts")).GetProperty("connections").GetInt32().ShouldBe(27);
        (await GetAsync("/internal/counts")).GetProperty("online_users").GetInt32().ShouldBe(26);
        (await GetAsync("/internal/counts?room=room:a")).GetProperty("connections").GetInt32().ShouldBe(26);
        (await GetAsync("/internal/counts?user_id=u1")).GetProperty("connections").GetInt32().ShouldBe(2);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var client = _stack.Client();
        return await client.GetFromJsonAsync<JsonElement>(path);
    }
}
