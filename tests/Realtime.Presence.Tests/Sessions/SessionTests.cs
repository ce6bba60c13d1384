using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Contracts.Events;
using Realtime.Contracts.Sessions;
using Realtime.Messaging.Batches;
using Realtime.Presence.Sessions;
using Realtime.Presence.Tests.Support;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Sessions;

public sealed class SessionTests(ServersFixture servers, StackFixture fixture) : IClassFixture<ServersFixture>, IClassFixture<StackFixture>
{
    private readonly string _key = "agents/c1/a1/" + Guid.NewGuid();

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Fact]
    public async Task Of_twenty_simultaneous_acquires_over_two_replicas_exactly_one_holds_and_every_other_is_told()
    {
        await using var stack = await PresenceStack.StartAsync(servers, replicas: 2);
        await using var log = await EventLog.StartAsync(stack.BrokerAddress);
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        using var one = stack.Client();
        using var two = stack.Client(stack.Last);

        var grants = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => AcquireAsync(n % 2 == 0 ? one : two, "g1", $"c{n}")));

        grants.Select(grant => grant.FencingToken).Distinct().Count().ShouldBe(20);
        var newest = grants.Max(grant => grant.FencingToken);
        var renewed = await RenewAsync(one, [.. grants.Select(grant => new RenewSession(_key, grant.FencingToken, true))]);
        renewed.Count(grant => grant.Held).ShouldBe(1);
        renewed.Single(grant => grant.Held).FencingToken.ShouldBe(newest);

        await Eventually.Async(() => gateway.Received.Count(entry => entry is { Kind: EntryKind.Control, Type: "session_replaced" }) == 19);
        gateway.Received.Select(entry => entry.Connection).Distinct().Count().ShouldBe(19);
        await Eventually.Async(() => log.Events.OfType<SessionReplaced>().Count() == 19);
        log.Events.OfType<SessionReplaced>().ShouldAllBe(message => message.SessionKey == _key && message.GatewayId == "g1" && message.FencingToken <= newest);
    }

    [Fact]
    public async Task A_dead_holder_blocks_nobody_and_a_late_release_of_an_old_holder_changes_nothing()
    {
        using var client = fixture.Stack.Client();
        var first = await AcquireAsync(client, "g1", "c1");
        var second = await AcquireAsync(client, "g2", "c2");

        second.FencingToken.ShouldBeGreaterThan(first.FencingToken);
        await ReleaseAsync(client, first.FencingToken);
        (await RenewAsync(client, [new RenewSession(_key, second.FencingToken, true)]))[0].Held.ShouldBeTrue();
        (await RenewAsync(client, [new RenewSession(_key, first.FencingToken, true)]))[0].Held.ShouldBeFalse();
    }

    [Fact]
    public async Task The_selected_chat_goes_to_the_next_holder_also_after_a_release_and_an_empty_one_forgets_it()
    {
        using var client = fixture.Stack.Client();
        var first = await AcquireAsync(client, "g1", "c1");
        first.SelectedChat.ShouldBeNull();
        await RenewAsync(client, [new RenewSession(_key, first.FencingToken, true, "chat-1")]);
        await ReleaseAsync(client, first.FencingToken);

        var second = await AcquireAsync(client, "g1", "c2");
        second.SelectedChat.ShouldBe("chat-1");
        (await RenewAsync(client, [new RenewSession(_key, second.FencingToken, false)]))[0].SelectedChat.ShouldBe("chat-1");
        (await AcquireAsync(client, "g2", "c3")).SelectedChat.ShouldBe("chat-1");

        var last = await AcquireAsync(client, "g2", "c4");
        (await RenewAsync(client, [new RenewSession(_key, last.FencingToken, true, "")]))[0].SelectedChat.ShouldBeNull();
    }

    [Fact]
    public async Task Adaptive_expiry_gives_the_active_time_the_inactive_time_and_keeps_to_its_bounds()
    {
        await using var stack = await PresenceStack.StartAsync(
            servers,
            replicas: 1,
            "--Presence:Sessions:Adaptive=true",
            "--Presence:Sessions:ActiveTtl=02:00:00",
            "--Presence:Sessions:InactiveTtl=00:10:00",
            "--Presence:Sessions:ActivityThreshold=00:00:01");
        using var client = stack.Client();
        var grant = await AcquireAsync(client, "g1", "c1");
        Left(grant).ShouldBe(3600, 30);

        await Eventually.Async(async () => Left((await RenewAsync(client, [new RenewSession(_key, grant.FencingToken, false)]))[0]) < 1850);
        Left((await RenewAsync(client, [new RenewSession(_key, grant.FencingToken, false)]))[0]).ShouldBe(1800, 30);
        Left((await RenewAsync(client, [new RenewSession(_key, grant.FencingToken, false, "chat-1")]))[0]).ShouldBe(3600, 30);
        var stored = await client.GetFromJsonAsync<SessionInfo>("/internal/sessions?key=" + Uri.EscapeDataString(_key), Json);
        DateTimeOffset.FromUnixTimeSeconds(stored!.LastActive).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_session_that_is_not_adaptive_lives_thirty_seconds()
    {
        using var client = fixture.Stack.Client();
        var grant = await AcquireAsync(client, "g1", "c1");
        var stored = await client.GetFromJsonAsync<SessionInfo>("/internal/sessions?key=" + Uri.EscapeDataString(_key), Json);
        (grant.ExpiresAt - stored!.AcquiredAt).ShouldBe(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_call_without_the_key_is_refused_and_a_bad_field_is_named()
    {
        using var client = fixture.Stack.Client();
        var bad = await client.PostAsJsonAsync("/internal/sessions/acquire", new AcquireSession("", "g1", "c1"), Json);
        bad.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await bad.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString().ShouldBe("session_key");

        client.DefaultRequestHeaders.Remove("X-Internal-Key");
        (await client.PostAsJsonAsync("/internal/sessions/acquire", new AcquireSession(_key, "g1", "c1"), Json)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static double Left(SessionGrant grant) => (grant.ExpiresAt - DateTimeOffset.UtcNow).TotalSeconds;

    private async Task<SessionGrant> AcquireAsync(HttpClient client, string gateway, string connection)
    {
        var response = await client.PostAsJsonAsync("/internal/sessions/acquire", new AcquireSession(_key, gateway, connection), Json);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<SessionGrant>(Json))!;
    }

    private static async Task<IReadOnlyList<SessionGrant>> RenewAsync(HttpClient client, IReadOnlyList<RenewSession> renewals)
    {
        var response = await client.PostAsJsonAsync("/internal/sessions/renew", renewals, Json);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<IReadOnlyList<SessionGrant>>(Json))!;
    }

    private async Task ReleaseAsync(HttpClient client, long token) =>
        (await client.PostAsJsonAsync("/internal/sessions/release", new ReleaseSession(_key, token), Json)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
}
