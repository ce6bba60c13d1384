using System.Text.Json;
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
        await Eventually.Async(() => gateway.Of(EntryKind.RoomMessage).Count == 2, TimeSpan.FromSeconds(60));
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
        var key = MessageKey.Of("room.chat:a", "alice", "2");
        var plan = new BatchPlan();
        plan.Messages.Add(new PendingMessage(FakeGateway.Room("chat:a", "2"), key, PendingKind.History, "chat:a", 0, redelivered: true, "g1") { ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) });
        plan.Messages.Add(new PendingMessage(FakeGateway.Room("chat:a", "3"), MessageKey.Of("room.chat:a", "alice", "3"), PendingKind.History, "chat:a", 0, redelivered: true, "g1") { ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) });
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
        await Eventually.Async(() => gateway.Received.Select(entry => entry.Offset).Distinct().Count() == 1200, TimeSpan.FromSeconds(60));
        gateway.Received.DistinctBy(entry => entry.Offset).Select(entry => entry.Offset).ShouldBe(Enumerable.Range(1, 1200).Select(i => (long)i));
        gateway.Received.DistinctBy(entry => entry.Offset).Select(entry => entry.MessageId).Distinct().Count().ShouldBe(1200);
    }

    [Fact]
    public async Task Replica_Joins_GetsItsShareOfTheShardsWithoutLossOrReorder()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:BalanceInterval=00:00:00.200", "--Delivery:InboxSize=100000");
        await using var gateway = await stack.GatewayAsync("g1", "room.#", "user.#");
        using var stop = new CancellationTokenSource();
        var published = 0;
        var publishing = Task.Run(async () =>
        {
            for (; !stop.IsCancellationRequested; published++)
            {
                await gateway.PublishAsync([.. Enumerable.Range(0, 16).Select(i => FakeGateway.Room($"chat:{i}", $"{published}")), .. Enumerable.Range(0, 8).Select(i => FakeGateway.Direct($"u{i}", $"{published}"))]);
            }
        });
        await Eventually.Async(() => gateway.Received.Count > 200);
        await stack.AddReplicaAsync();
        await Eventually.Async(async () => (await ActiveAsync()).SequenceEqual([2, 2]), TimeSpan.FromSeconds(90), "the shards were not shared");
        var before = gateway.Received.Count;
        await Eventually.Async(() => gateway.Received.Count > before + 200);
        await stop.CancelAsync();
        await publishing;

        await Eventually.Async(() => gateway.Received.Where(entry => entry.Kind == EntryKind.RoomMessage).DistinctBy(entry => (entry.Target, entry.Offset)).Count() == published * 16, TimeSpan.FromSeconds(60));
        foreach (var room in gateway.Of(EntryKind.RoomMessage).GroupBy(entry => entry.Target))
        {
            // As gateways take it: what is not newer than the last is dropped.
            var taken = new List<BatchEntry>();
            foreach (var entry in room)
            {
                if (taken.Count == 0 || entry.Offset > taken[^1].Offset)
                {
                    taken.Add(entry);
                }
            }

            taken.Select(entry => entry.Offset).ShouldBe(Enumerable.Range(1, published).Select(i => (long)i));
            taken.Select(entry => entry.MessageId).ShouldBe(Enumerable.Range(0, published).Select(i => $"{i}"));
        }

        var kept = await gateway.DrainAsync("u3");
        kept.Select(item => item.MessageId).ShouldBe(Enumerable.Range(0, published).Select(i => $"{i}"));

        async Task<IEnumerable<int>> ActiveAsync()
        {
            using var management = servers.CreateManagementClient();
            var consumers = JsonDocument.Parse(await management.GetStringAsync("api/consumers/" + new Uri(stack.BrokerAddress).AbsolutePath.Trim('/'))).RootElement;
            return consumers.EnumerateArray()
                .Where(consumer => consumer.GetProperty("queue").GetProperty("name").GetString()!.StartsWith("realtime.shard.", StringComparison.Ordinal) && consumer.GetProperty("active").GetBoolean())
                // Empty until the management plugin has collected it.
                .Where(consumer => consumer.GetProperty("channel_details").ValueKind == JsonValueKind.Object)
                .GroupBy(consumer => consumer.GetProperty("channel_details").GetProperty("connection_name").GetString())
                .Select(replica => replica.Count());
        }
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

    [Fact]
    public async Task Database_FailsWhileABatchIsTakenApart_ItIsTriedAgainAndTheServiceGoesOn()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await stack.ScalarAsync<int>("CREATE SEQUENCE hiccups");
        await stack.ScalarAsync<int>("""
            CREATE FUNCTION hiccup() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.message_id = 'bad' THEN
                    RAISE EXCEPTION 'bad' USING ERRCODE = '22000';
                ELSIF NEW.message_id = 'good2' AND nextval('hiccups') <= 2 THEN
                    RAISE EXCEPTION 'later' USING ERRCODE = '53300';
                END IF;
                RETURN NEW;
            END $$
            """);
        await stack.ScalarAsync<int>("CREATE TRIGGER hiccup BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION hiccup()");

        await gateway.PublishAsync(FakeGateway.Direct("u1", "good1"), FakeGateway.Direct("u1", "bad"), FakeGateway.Direct("u1", "good2"));

        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM inbox WHERE message_id LIKE 'good%'") == 2, TimeSpan.FromSeconds(60), "the rest did not pass");
        (await stack.ScalarAsync<bool>("SELECT last_value >= 2 FROM hiccups")).ShouldBeTrue();
        await gateway.PublishAsync(FakeGateway.Direct("u1", "after"));
        (await gateway.DrainAsync("u1")).Select(item => item.MessageId).ShouldBe(["good1", "good2", "after"]);
    }

    [Fact]
    public async Task Database_FailsAtTheEndOfABatch_NothingOfItIsTakenForStored()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        using var client = stack.Client("alice;realtime.connect");
        var file = (await client.UploadAsync(10)).IdOf();
        await stack.ScalarAsync<int>("CREATE SEQUENCE hiccups");
        await stack.ScalarAsync<int>("CREATE FUNCTION hiccup() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('hiccups') = 1 THEN RAISE EXCEPTION 'later' USING ERRCODE = '53300'; END IF; RETURN NEW; END $$");
        await stack.ScalarAsync<int>("CREATE TRIGGER hiccup BEFORE INSERT ON file_grants FOR EACH ROW EXECUTE FUNCTION hiccup()");

        // With an acknowledgement in the batch the rights are its third result.
        await gateway.PublishAsync(
            FakeGateway.Direct("u1", "carries", $$$"""{"file":{"id":"{{{file:N}}}"}}""") with { Sender = "alice", Type = "file" },
            FakeGateway.Acknowledgement("u1", "alice", "earlier"));

        (await gateway.DrainAsync("u1")).Select(item => item.MessageId).ShouldBe(["carries"]);
        (await stack.ScalarAsync<long>("SELECT count(*) FROM file_grants")).ShouldBe(1);
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
