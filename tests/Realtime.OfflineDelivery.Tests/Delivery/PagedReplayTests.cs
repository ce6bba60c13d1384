using Npgsql;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Connections;
using Realtime.Messaging.Publishing;
using Realtime.OfflineDelivery.Replay;
using Realtime.OfflineDelivery.Sequencing;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Delivery;

/// <summary>Inboxes and gaps of many pages: in order, whole, and beside live traffic.</summary>
public class PagedReplayTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private const int Many = 3_333;

    [Fact]
    public async Task Drain_OfManyPages_IsWholeAndInOrderForEachSocket()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:InboxSize=100000");
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.PublishAsync([.. Enumerable.Range(0, Many).Select(i => FakeGateway.Direct("u1", $"{i}")), .. Enumerable.Range(0, 3).Select(i => FakeGateway.Direct("u2", $"{i}"))]);

        var drains = await Task.WhenAll(gateway.DrainAsync("u1"), gateway.DrainAsync("u2"), gateway.DrainAsync("u1"), gateway.DrainAsync("u3"));

        drains[0].Select(item => item.MessageId).ShouldBe(Enumerable.Range(0, Many).Select(i => $"{i}"));
        drains[1].Select(item => item.MessageId).ShouldBe(["0", "1", "2"]);
        drains[2].Select(item => item.MessageId).ShouldBe(Enumerable.Range(0, Many).Select(i => $"{i}"));
        drains[3].ShouldBeEmpty();
    }

    [Fact]
    public async Task Drain_WhileMessagesComeAndAreAcknowledged_LeavesNoHole()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:InboxSize=100000");
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.PublishAsync([.. Enumerable.Range(0, Many).Select(i => FakeGateway.Direct("u1", $"{i}"))]);
        var traffic = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await gateway.PublishAsync([.. Enumerable.Range(0, 20).Select(j => FakeGateway.Direct("u1", $"{Many + (i * 20) + j}"))]);
                await gateway.AcknowledgeAsync("u1", [.. Enumerable.Range(0, 20).Select(j => $"{(i * 50) + (2 * j)}")]);
            }
        });
        var acknowledged = Enumerable.Range(0, 40).SelectMany(i => Enumerable.Range(0, 20).Select(j => (i * 50) + (2 * j))).ToHashSet();

        do
        {
            var items = (await gateway.DrainAsync("u1")).Select(item => int.Parse(item.MessageId!)).ToList();
            items.ShouldBeInOrder();
            items.Distinct().Count().ShouldBe(items.Count);
            Enumerable.Range(0, items[^1]).Except(items).Where(missing => !acknowledged.Contains(missing)).ShouldBeEmpty();
        }
        while (!traffic.IsCompleted);

        await traffic;
        (await gateway.DrainAsync("u1")).Count.ShouldBe(Many);
    }

    [Fact]
    public async Task Drain_OfLargeMessages_IsWhole()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        var data = '"' + new string('x', 300_000) + '"';
        await gateway.PublishAsync([.. Enumerable.Range(0, 10).Select(i => FakeGateway.Direct("u1", $"{i}", data)), .. Enumerable.Range(0, 10).Select(i => FakeGateway.Room("chat:a", $"{i}", data))]);

        (await gateway.DrainAsync("u1")).Select(item => (item.MessageId, item.Data.Length)).ShouldBe(Enumerable.Range(0, 10).Select(i => ((string?)$"{i}", data.Length)));
        (await gateway.RecoverAsync("chat:a", "0", 0)).SkipLast(1).Select(item => (item.MessageId, item.Data.Length)).ShouldBe(Enumerable.Range(0, 10).Select(i => ((string?)$"{i}", data.Length)));
    }

    [Fact]
    public async Task Recover_OfManyPagesWhilePublishing_IsTheWholeGapUpToItsEnd()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Rooms:Namespaces:chat:HistorySize=100000");
        await using var gateway = await stack.GatewayAsync("g1", "room.chat:a");
        var epoch = await FillRoomAsync(gateway);
        var traffic = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await gateway.PublishAsync([.. Enumerable.Range(1, 20).Select(j => FakeGateway.Room("chat:a", $"{Many + (i * 20) + j}"))]);
            }
        });
        do
        {
            foreach (var (replay, from) in (await Task.WhenAll(gateway.RecoverAsync("chat:a", "0", 0), gateway.RecoverAsync("chat:a", epoch, 1_700))).Zip([0, 1_700]))
            {
                (replay[^1].Kind, replay[^1].Flags).ShouldBe((EntryKind.RecoverEnd, EntryFlags.Recovered));
                replay.SkipLast(1).Select(item => item.Offset).ShouldBe(Enumerable.Range(from + 1, (int)replay[^1].Offset - from).Select(i => (long)i));
            }
        }
        while (!traffic.IsCompleted);

        await traffic;
    }

    [Fact]
    public async Task Recover_OvertakenByRetention_IsExpiredForThoseWhoMissSomething()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Rooms:Namespaces:chat:HistorySize=100000");
        await using var gateway = await stack.GatewayAsync("g1");
        var epoch = await FillRoomAsync(gateway);
        ReplayRequest[] requests = [Request("behind", 0), Request("beyond", 1_700)];
        var replay = (await stack.Get<RoomReplay>().BeginAsync(requests, CancellationToken.None)).Single();
        await using var channel = await (await gateway.Broker.GetAsync(CancellationToken.None)).CreateChannelAsync();
        using var batcher = new FanoutBatcher(new ClientName("delivery"), new MessagingOptions());

        (await replay.NextAsync(batcher, channel, CancellationToken.None)).ShouldBeFalse();
        await stack.ScalarAsync<long>("DELETE FROM room_log WHERE \"offset\" <= 1000; UPDATE rooms SET trimmed = 1000");
        while (!await replay.NextAsync(batcher, channel, CancellationToken.None))
        {
        }

        await Eventually.Async(() => Of("behind").LastOrDefault().Kind == EntryKind.RecoverEnd && Of("beyond").LastOrDefault().Kind == EntryKind.RecoverEnd, TimeSpan.FromSeconds(60));
        Of("behind")[^1].Flags.ShouldBe(EntryFlags.None);
        System.Text.Encoding.UTF8.GetString(Of("behind")[^1].Data.Span).ShouldBe("""{"first_offset":1001,"reason":"expired"}""");
        Of("behind").Count.ShouldBe(501);
        Of("beyond")[^1].Flags.ShouldBe(EntryFlags.Recovered);
        Of("beyond").SkipLast(1).Select(item => item.Offset).ShouldBe(Enumerable.Range(1_701, Many - 1_700).Select(i => (long)i));

        List<BatchEntry> Of(string connection) => [.. gateway.Received.Where(entry => entry.Connection == connection)];

        ReplayRequest Request(string connection, long offset) => new(
            new ShardDelivery(0, null!, null!, Redelivered: false, "g1", []),
            "chat:a",
            new BatchEntry { Kind = EntryKind.Recover, Target = "room.chat:a", Connection = connection, Epoch = epoch, Offset = offset });
    }

    [Fact]
    public async Task Replay_ThatTakesLong_KeepsNoShardFromGoingOn()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:Prefetch=20");
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.DirectAsync("u1", "held");
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM inbox") == 1, TimeSpan.FromSeconds(60));
        Task<List<BatchEntry>> drain;
        await using (var connection = await stack.Database.OpenConnectionAsync())
        {
            await using var holding = await connection.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("SELECT FROM inbox FOR UPDATE", connection, holding);
            await hold.ExecuteNonQueryAsync();
            drain = gateway.DrainAsync("u1");
            for (var i = 0; i < 60; i++)
            {
                // A broker message each, of the same shard.
                await gateway.DirectAsync("u1", $"live-{i}");
            }

            await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM inbox") == 61, TimeSpan.FromSeconds(60), "the shard waits for the replay");
            drain.IsCompleted.ShouldBeFalse();
        }

        (await drain)[0].MessageId.ShouldBe("held");
    }

    /// <summary>Publishes to a room and tells its epoch; what is asked for is answered behind it.</summary>
    private static async Task<string> FillRoomAsync(FakeGateway gateway)
    {
        await gateway.PublishAsync([.. Enumerable.Range(1, Many).Select(i => FakeGateway.Room("chat:a", $"{i}"))]);
        return (await gateway.RecoverAsync("chat:a", null, 0)).Single().Epoch!;
    }
}
