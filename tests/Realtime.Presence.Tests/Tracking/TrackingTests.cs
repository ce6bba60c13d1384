using System.Net.Http.Json;
using System.Text.Json;
using Realtime.Contracts.Events;
using Realtime.Messaging.Batches;
using Realtime.Presence.Tests.Support;
using Realtime.Testing;

namespace Realtime.Presence.Tests.Tracking;

public sealed class TrackingTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task A_socket_that_opens_and_joins_is_visible_to_both_replicas_and_told_on_the_bus()
    {
        await using var stack = await PresenceStack.StartAsync(servers, replicas: 2, "--Presence:OfflineGrace=00:00:00.300", "--Presence:SweepInterval=00:00:00.050");
        await using var log = await EventLog.StartAsync(stack.BrokerAddress);
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1", "room.room:a");

        await gateway.SendAsync(gateway.Open("c1", "u1"), gateway.Join("c1", "room:a"));
        await gateway.SendAsync(gateway.Open("c2", "u1"), gateway.Join("c2", "room:a"));

        foreach (var app in new[] { stack.First, await stack.AddReplicaAsync() })
        {
            using var client = stack.Client(app);
            await Eventually.Async(async () => (await client.GetFromJsonAsync<JsonElement>("/api/v1/users/u1/presence")).GetProperty("connections").GetInt32() == 2);
            var room = await client.GetFromJsonAsync<JsonElement>("/api/v1/rooms/room:a/presence");
            room.GetProperty("count").GetInt32().ShouldBe(1);
            room.GetProperty("members")[0].GetProperty("connections").GetInt32().ShouldBe(2);
        }

        // A join and a leave in one tick would cancel.
        await Eventually.Async(() => gateway.Received.Any(entry => entry.Kind == EntryKind.Members));
        await gateway.SendAsync(gateway.Close("c1"));
        await gateway.SendAsync(gateway.Close("c2"));
        await Eventually.Async(() => log.Events.OfType<UserWentOffline>().Any());
        log.Names().ShouldBe("UserConnected UserCameOnline UserJoinedRoom UserConnected UserDisconnected UserLeftRoom UserDisconnected UserWentOffline");
        await Eventually.Async(() => gateway.Received.Count(entry => entry.Kind == EntryKind.Members) == 2);
        Text(gateway.Received.First(entry => entry.Kind == EntryKind.Members)).ShouldBe("""[{"user_id":"u1","action":"joined"}]""");
        Text(gateway.Received.Last(entry => entry.Kind == EntryKind.Members)).ShouldBe("""[{"user_id":"u1","action":"left"}]""");
    }

    [Fact]
    public async Task A_storm_of_joins_costs_a_summary_a_tick_and_not_a_frame_for_each_member_and_join()
    {
        const int Batches = 10, PerBatch = 500;
        await using var stack = await PresenceStack.StartAsync(servers);
        await using var gateway = await FakeGateway.StartAsync(stack.BrokerAddress, "g1", "room.room:storm");
        for (var batch = 0; batch < Batches; batch++)
        {
            await gateway.SendAsync([.. Enumerable.Range(batch * PerBatch, PerBatch).SelectMany(n => new[] { gateway.Open($"c{n}", $"u{n}"), gateway.Join($"c{n}", "room:storm") })]);
        }

        await Eventually.Async(() => gateway.Received.Any(entry => Text(entry).Contains($"\"count\":{Batches * PerBatch}", StringComparison.Ordinal)));
        var told = gateway.Received.Select(entry => (entry.Type, Data: JsonDocument.Parse(entry.Data).RootElement)).ToList();
        told.Count.ShouldBeLessThanOrEqualTo(Batches, "what was applied together is told together");
        told.ShouldAllBe(entry => entry.Type == "presence");
        told.Sum(entry => entry.Data.GetProperty("joined_count").GetInt32()).ShouldBe(Batches * PerBatch);

        // Also a few joins would cost a frame for each of 5,000 members.
        await gateway.SendAsync([.. Enumerable.Range(0, 11).SelectMany(n => new[] { gateway.Open($"late-{n}", $"late-{n}"), gateway.Join($"late-{n}", "room:storm") })]);
        await Eventually.Async(() => gateway.Received.Any(entry => Text(entry).Contains("\"count\":5011", StringComparison.Ordinal)));
        await gateway.SendAsync(gateway.Leave("late-0", "room:storm"));
        await Eventually.Async(() => gateway.Received.Any(entry => entry.Kind == EntryKind.Members));
        Text(gateway.Received.Last()).ShouldBe("""[{"user_id":"late-0","action":"left"}]""");
    }

    private static string Text(BatchEntry entry) => System.Text.Encoding.UTF8.GetString(entry.Data.Span);
}
