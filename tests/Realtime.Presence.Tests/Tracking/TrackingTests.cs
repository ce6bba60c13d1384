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

        await gateway.SendAsync(gateway.Close("c1"));
        await gateway.SendAsync(gateway.Close("c2"));
        await Eventually.Async(() => log.Events.OfType<UserWentOffline>().Any());
        log.Names().ShouldBe("UserConnected UserCameOnline UserJoinedRoom UserConnected UserDisconnected UserLeftRoom UserDisconnected UserWentOffline");
        await Eventually.Async(() => gateway.Received.Count(entry => entry.Kind == EntryKind.Members) == 2);
        Text(gateway.Received.First()).ShouldBe("""[{"user_id":"u1","action":"joined"}]""");
        Text(gateway.Received.Last()).ShouldBe("""[{"user_id":"u1","action":"left"}]""");
    }

    private static string Text(BatchEntry entry) => System.Text.Encoding.UTF8.GetString(entry.Data.Span);
}
