using Npgsql;
using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Sequencing;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Delivery;

public class FailureTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Database_Away_MessagesWaitInTheQueueAndDirectOnesAreLiveAllTheSame()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "user.#", "room.#");
        await gateway.DirectAsync("u1", "before");
        await gateway.DrainAsync("u1");
        await SetReachableAsync(stack, false);
        await gateway.DirectAsync("u1", "meanwhile");
        await gateway.PublishAsync(FakeGateway.Room("chat:a", "1"), FakeGateway.Room("chat:a", "2"));
        await Eventually.Async(() => gateway.Of(EntryKind.UserMessage).Any(entry => entry.MessageId == "meanwhile"));
        gateway.Of(EntryKind.RoomMessage).ShouldBeEmpty();
        await SetReachableAsync(stack, true);
        await Eventually.Async(() => gateway.Of(EntryKind.RoomMessage).Count == 2, TimeSpan.FromSeconds(20));
        gateway.Of(EntryKind.RoomMessage).Select(entry => entry.Offset).ShouldBe([1L, 2L]);
        (await gateway.DrainAsync("u1")).Select(item => item.MessageId).ShouldBe(["before", "meanwhile"]);
    }

    [Fact]
    public async Task Service_DiesBetweenCommitAndFanout_NextOneFansOutWithTheSameOffset()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        await gateway.PublishAsync(FakeGateway.Room("chat:a", "1"), FakeGateway.Room("chat:a", "2"));
        await Eventually.Async(() => gateway.Received.Count == 2);
        var connection = await gateway.Broker.GetAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();

        // As the broker delivers it again: the database knows the message, the gateways may not.
        var key = MessageKey.Of("room.chat:a", "2");
        var plan = new BatchPlan();
        plan.Messages.Add(new PendingMessage(FakeGateway.Room("chat:a", "2"), key, PendingKind.History, "chat:a", 0, redelivered: true, "g1") { ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) });
        plan.Messages.Add(new PendingMessage(FakeGateway.Room("chat:a", "3"), MessageKey.Of("room.chat:a", "3"), PendingKind.History, "chat:a", 0, redelivered: true, "g1") { ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) });
        await stack.Get<BatchHandler>().HandleAsync(plan, channel, CancellationToken.None);

        await Eventually.Async(() => gateway.Received.Count == 4);
        gateway.Received.Skip(2).Select(entry => (entry.MessageId, entry.Offset)).ShouldBe([("2", 2L), ("3", 3L)]);
    }

    [Fact]
    public async Task Replica_Stops_AnotherTakesOverWithoutLossOrDoubleNumbers()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        var first = stack.First;
        await stack.AddReplicaAsync();
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                await gateway.PublishAsync([.. Enumerable.Range(0, 20).Select(j => FakeGateway.Room("chat:a", $"{i}-{j}"))]);
            }
        });
        await Eventually.Async(() => gateway.Received.Count > 200);
        await stack.RemoveReplicaAsync(first);
        await publishing;
        await Eventually.Async(() => gateway.Received.Select(entry => entry.Offset).Distinct().Count() == 1200, TimeSpan.FromSeconds(20));
        gateway.Received.DistinctBy(entry => entry.Offset).Select(entry => entry.Offset).ShouldBe(Enumerable.Range(1, 1200).Select(i => (long)i));
        gateway.Received.DistinctBy(entry => entry.Offset).Select(entry => entry.MessageId).Distinct().Count().ShouldBe(1200);
    }

    [Fact]
    public async Task Message_TheDatabaseRefuses_GoesToTheDeadLettersAndTheRestPasses()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.PublishAsync(FakeGateway.Direct("u1", "good1"), FakeGateway.Direct("u1", "bad") with { Type = "a\0b" }, FakeGateway.Direct("u1", "good2"));
        (await gateway.DrainAsync("u1")).Select(item => item.MessageId).ShouldBe(["good1", "good2"]);
        using var client = stack.Client();
        await Eventually.Async(async () => (await client.GetStringAsync("/api/v1/dead-letters")).Contains("cannot be understood"));
    }

    private static async Task SetReachableAsync(DeliveryStack stack, bool reachable)
    {
        await using var admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(stack.DatabaseAddress) { Database = "postgres", Pooling = false }.ConnectionString);
        var name = new NpgsqlConnectionStringBuilder(stack.DatabaseAddress).Database;
        await using var allow = admin.CreateCommand($"ALTER DATABASE {name} ALLOW_CONNECTIONS {(reachable ? "true" : "false")}");
        await allow.ExecuteNonQueryAsync();
        await using var end = admin.CreateCommand($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        await end.ExecuteNonQueryAsync();
    }
}
