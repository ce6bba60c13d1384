using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Contracts.Events;
using Realtime.Contracts.Presence;
using Realtime.Presence.Tests.Support;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Tracking;

public sealed class GatewayLifeTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private static readonly string[] Quick = ["--Presence:Lease=00:00:01.500", "--Presence:SweepInterval=00:00:00.100", "--Presence:ProbeInterval=00:00:00.200", "--Presence:OfflineGrace=00:00:00.500", "--Presence:SnapshotRetry=00:00:00.300"];

    [Fact]
    public async Task A_gap_brings_a_snapshot_and_nothing_is_applied_until_it_is_there()
    {
        await using var stack = await PresenceStack.StartAsync(servers);
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        gateway.AnswersSnapshotRequests = false;
        await gateway.SendAsync(gateway.Open("c1", "u1"), gateway.Open("c2", "u2"));
        await Eventually.Async(async () => await ConnectionsAsync(stack) == "c1 c2");

        gateway.Next(gateway.Close("c1"), gateway.Open("c3", "u3"));
        await gateway.SendAsync(gateway.Open("c4", "u4"));
        await Eventually.Async(() => gateway.Received.Any(entry => entry.Type == "snapshot_request"));
        (await ConnectionsAsync(stack)).ShouldBe("c1 c2");

        gateway.Open("c5", "u1");
        gateway.Join("c5", "room:a");
        await gateway.SendSnapshotAsync("any", parts: 3);
        await gateway.SendAsync(gateway.Close("c4"));
        await Eventually.Async(async () => await ConnectionsAsync(stack) == "c2 c3 c5");
        (await stack.ScalarAsync<int>("select members from rooms where room = 'room:a'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_that_comes_twice_or_late_changes_nothing()
    {
        await using var stack = await PresenceStack.StartAsync(servers);
        await using var log = await EventLog.StartAsync(stack.BrokerAddress);
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        var opened = gateway.Next(gateway.Open("c1", "u1"));
        var closed = gateway.Next(gateway.Close("c1"));
        foreach (var batch in new[] { opened, opened, closed, opened, closed })
        {
            await gateway.PublishAsync(batch);
        }

        await gateway.SendAsync(gateway.Open("c2", "u2"));
        await Eventually.Async(() => log.Events.OfType<UserCameOnline>().Any(message => message.UserId == "u2"));
        await Eventually.Async(() => log.Events.OfType<UserDisconnected>().Any(message => message.UserId == "u1"));
        await Eventually.Async(async () => await stack.ScalarAsync<long>("select count(*) from events") == 0);
        log.Events.OfType<UserConnected>().Count(message => message.UserId == "u1").ShouldBe(1);
        log.Events.OfType<UserDisconnected>().Count(message => message.UserId == "u1").ShouldBe(1);
        (await ConnectionsAsync(stack)).ShouldBe("c2");
    }

    [Fact]
    public async Task A_silent_gateway_is_dead_after_its_lease_and_its_late_batches_change_nothing()
    {
        await using var stack = await PresenceStack.StartAsync(servers, replicas: 2, Quick);
        await using var log = await EventLog.StartAsync(stack.BrokerAddress);
        var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        await gateway.SendAsync(gateway.Open("c1", "u1"), gateway.Join("c1", "room:a"));
        var late = gateway.Next(gateway.Open("c9", "u9"));

        await Eventually.Async(() => log.Events.OfType<UserWentOffline>().Any());
        log.Names().ShouldBe("UserConnected UserCameOnline UserJoinedRoom UserLeftRoom UserDisconnected UserWentOffline");
        log.Events.OfType<UserDisconnected>().Single().Reason.ShouldBe("gateway_lost");

        gateway.AnswersSnapshotRequests = false;
        await gateway.PublishAsync(late);
        await Eventually.Async(() => gateway.Received.Any(entry => entry.Type == "snapshot_request"));
        (await ConnectionsAsync(stack)).ShouldBe("");
        (await stack.ScalarAsync<bool>("select dead from gateways where gateway_id = 'g1'")).ShouldBeTrue();
        await gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_gateway_that_was_taken_for_dead_comes_back_by_the_snapshot_it_is_asked_for_and_by_no_other()
    {
        await using var stack = await PresenceStack.StartAsync(servers, 1, [.. Quick, "--Presence:Lease=00:10:00"]);
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        gateway.AnswersSnapshotRequests = false;
        await gateway.SendAsync(gateway.Open("c1", "u1"), gateway.Open("c2", "u2"));
        await Eventually.Async(async () => await ConnectionsAsync(stack) == "c1 c2");
        await stack.LoseAsync("g1");

        await gateway.SendSnapshotAsync("of-old");
        await Eventually.Async(() => gateway.Received.Any(entry => entry.Type == "snapshot_request"));
        (await ConnectionsAsync(stack)).ShouldBe("");

        gateway.AnswersSnapshotRequests = true;
        await Eventually.Async(async () =>
        {
            await gateway.SendAsync();
            return await ConnectionsAsync(stack) == "c1 c2";
        });
        (await stack.ScalarAsync<int>("select lease_epoch from gateways where gateway_id = 'g1'")).ShouldBe(2);
        await gateway.SendAsync(gateway.Close("c1"));
        await Eventually.Async(async () => await ConnectionsAsync(stack) == "c2");
    }

    [Fact]
    public async Task A_gateway_that_says_goodbye_ends_at_once()
    {
        await using var stack = await PresenceStack.StartAsync(servers);
        await using var log = await EventLog.StartAsync(stack.BrokerAddress);
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        await gateway.SendAsync(gateway.Open("c1", "u1"));
        await gateway.SayGoodbyeAsync();
        await Eventually.Async(() => log.Events.OfType<UserDisconnected>().Any());
        log.Events.OfType<UserDisconnected>().Single().Reason.ShouldBe("gateway_closing");
        (await ConnectionsAsync(stack)).ShouldBe("");
    }

    [Fact]
    public async Task No_lease_runs_out_because_Presence_was_down_and_state_is_right_after_its_restart()
    {
        await using var stack = await PresenceStack.StartAsync(servers, 1, [.. Quick, "--Presence:Lease=00:10:00", "--Presence:ProbeGap=00:00:01"]);
        await using var log = await EventLog.StartAsync(stack.BrokerAddress);
        await using var talkative = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        await using var quiet = await FakeGateway.StartAsync(stack.BrokerAddress, "g2");
        await talkative.SendAsync(talkative.Open("c1", "u1"));
        await quiet.SendAsync(quiet.Open("c2", "u2"));
        await Eventually.Async(async () => await ConnectionsAsync(stack) == "c1 c2");
        await stack.RemoveReplicaAsync(stack.First);
        await talkative.SendAsync(talkative.Open("c3", "u3"));
        // Longer than the lease: as if the outage had lasted.
        await stack.ScalarAsync<object>("update gateways set last_seen = last_seen - interval '1 hour'; update pipeline set last_probe = last_probe - interval '1 hour', healthy_since = healthy_since - interval '2 hours'");

        await stack.AddReplicaAsync();
        await Eventually.Async(async () => await ConnectionsAsync(stack) == "c1 c2 c3");
        await Eventually.Async(async () => await stack.ScalarAsync<bool>("select last_probe > clock_timestamp() - interval '10 seconds' from pipeline"));
        await stack.ScalarAsync<object>("select presence_expire(interval '10 minutes', interval '1 minute', interval '0', '{}')");
        (await stack.ScalarAsync<long>("select count(*) from gateways where dead")).ShouldBe(0);

        // From here on silence counts again.
        await stack.LoseAsync("g2");
        await Eventually.Async(() => log.Events.OfType<UserDisconnected>().Any(message => message.ConnectionId == "c2"));
    }

    [Fact]
    public async Task When_the_replica_that_applies_dies_the_other_goes_on_without_loss()
    {
        await using var stack = await PresenceStack.StartAsync(servers, replicas: 2);
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        for (var n = 0; n < 60; n++)
        {
            await gateway.SendAsync(gateway.Open($"c{n:00}", $"u{n % 7}"));
            if (n == 20)
            {
                await stack.RemoveReplicaAsync(stack.First);
            }
        }

        await Eventually.Async(async () => await stack.ScalarAsync<long>("select connections from totals") == 60);
        gateway.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_nobody_can_read_or_store_holds_nothing_up()
    {
        await using var stack = await PresenceStack.StartAsync(servers);
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        await gateway.SendAsync(gateway.Open("c1", "u1"));
        await gateway.PublishRawAsync("{\"gateway_id\":\"g1\",");
        await gateway.PublishRawAsync("null");
        var bad = gateway.Open("bad\0id", "u1");
        var alsoBad = new PresenceChange(PresenceChangeKind.State, "c1", DateTimeOffset.UtcNow, Room: "room:a", State: "[1]");
        await gateway.SendAsync(bad, alsoBad, gateway.Open("c2", "u2") with { Device = "dev\0ice" });
        await Eventually.Async(async () => await ConnectionsAsync(stack) == "c1 c2");
    }

    [Fact]
    public async Task Presence_state_is_kept_while_the_user_is_in_the_room_and_gone_with_the_last_socket()
    {
        await using var stack = await PresenceStack.StartAsync(servers);
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1");
        using var client = stack.Client();
        await gateway.SendAsync(gateway.Open("c1", "u1"), gateway.Open("c2", "u1"), gateway.Join("c1", "room:a"), gateway.Join("c2", "room:a"), FakeGateway.SetState("c1", "room:a", """{"typing":true}"""));
        await Eventually.Async(async () => (await StateAsync(client))?.GetProperty("typing").GetBoolean() == true);
        await gateway.SendAsync(gateway.Leave("c1", "room:a"), FakeGateway.SetState("c2", "room:a", """{"typing":false}"""));
        await Eventually.Async(async () => (await StateAsync(client))?.GetProperty("typing").GetBoolean() == false);
        await gateway.SendAsync(gateway.Leave("c2", "room:a"), gateway.Join("c2", "room:a"));
        await Eventually.Async(async () => await StateAsync(client) is null);
    }

    private static async Task<JsonElement?> StateAsync(HttpClient client)
    {
        var room = await client.GetFromJsonAsync<JsonElement>("/internal/presence?room=room:a");
        var members = room.GetProperty("members");
        return members.GetArrayLength() > 0 && members[0].TryGetProperty("state", out var state) ? state : null;
    }

    private static async Task<string> ConnectionsAsync(PresenceStack stack) =>
        await stack.ScalarAsync<string>("select coalesce(string_agg(connection_id, ' ' order by connection_id), '') from connections") ?? "";
}
