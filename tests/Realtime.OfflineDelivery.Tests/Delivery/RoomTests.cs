using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Delivery;

public class RoomTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Publish_FromSeveralGateways_IsNumberedWithoutGapsInEachRoom()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var first = await stack.GatewayAsync("g1", "room.#");
        await using var second = await stack.GatewayAsync("g2");
        string[] rooms = ["chat:a", "chat:b", "chat:c", "chat:d", "chat:e"];
        await Task.WhenAll(new[] { first, second }.Select(gateway =>
            gateway.PublishAsync([.. Enumerable.Range(0, 1000).Select(i => FakeGateway.Room(rooms[i % 5], $"{gateway.Id}-{i}"))])));

        await Eventually.Async(() => first.Received.Count == 2000);
        foreach (var room in rooms)
        {
            var messages = first.Of(EntryKind.RoomMessage).Where(entry => entry.Target == $"room.{room}").ToList();
            messages.Select(entry => entry.Offset).ShouldBe(Enumerable.Range(1, 400).Select(i => (long)i));
            messages.Select(entry => entry.Epoch).Distinct().Count().ShouldBe(1);
            foreach (var publisher in new[] { "g1", "g2" })
            {
                messages.Where(entry => entry.MessageId!.StartsWith(publisher)).Select(entry => int.Parse(entry.MessageId![3..])).ShouldBeInOrder();
            }
        }
    }

    [Fact]
    public async Task Publish_Duplicates_GetOneOffset()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        await gateway.PublishAsync(FakeGateway.Room("chat:a", "1"), FakeGateway.Room("chat:a", "1"), FakeGateway.Room("chat:a", "2"), FakeGateway.Room("chat:b", "1"));
        await gateway.PublishAsync(FakeGateway.Room("chat:a", "1"), FakeGateway.Room("chat:a", "3"));
        await Eventually.Async(() => gateway.Received.Count == 4);
        gateway.Received.Where(entry => entry.Target == "room.chat:a").Select(entry => (entry.MessageId, entry.Offset)).ShouldBe([("1", 1L), ("2", 2L), ("3", 3L)]);
    }

    [Fact]
    public async Task Publish_ToRoomWithoutHistory_IsPassedOnOnceWithoutOffset()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        await gateway.PublishAsync(FakeGateway.Room("room:lobby", "1"), FakeGateway.Room("room:lobby", "1"), FakeGateway.Room("room:lobby", "2"));
        await Eventually.Async(() => gateway.Received.Count == 2);
        gateway.Received.ShouldAllBe(entry => entry.Offset == 0 && entry.Epoch == null && entry.Kind == EntryKind.RoomMessage);
        (await stack.ScalarAsync<long>("SELECT count(*) FROM room_log")).ShouldBe(0);
    }

    [Fact]
    public async Task Recover_FromAnOffset_ReplaysExactlyTheGap()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        var start = (await gateway.RecoverAsync("chat:a", null, 0)).Single();
        (start.Epoch.ShouldNotBeNull(), start.Offset).Item2.ShouldBe(0);
        await gateway.PublishAsync([.. Enumerable.Range(1, 30).Select(i => FakeGateway.Room("chat:a", $"{i}"))]);

        var all = await gateway.RecoverAsync("chat:a", start.Epoch, 0);
        all.Take(30).Select(entry => (entry.Offset, entry.MessageId)).ShouldBe(Enumerable.Range(1, 30).Select(i => ((long)i, (string?)$"{i}")));
        (all[^1].Kind, all[^1].Offset, all[^1].Flags, all[^1].Epoch).ShouldBe((EntryKind.RecoverEnd, 30L, EntryFlags.Recovered, start.Epoch));
        (await gateway.RecoverAsync("chat:a", start.Epoch, 25)).Count.ShouldBe(6);
        (await gateway.RecoverAsync("chat:a", start.Epoch, 30)).Single().Flags.ShouldBe(EntryFlags.Recovered);
    }

    [Fact]
    public async Task Recover_WrongEpochOrFutureOffset_IsNotRecovered()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.PublishAsync(FakeGateway.Room("chat:a", "1"));
        var wrong = (await gateway.RecoverAsync("chat:a", "other", 0)).Single();
        (wrong.Flags, wrong.Offset).ShouldBe((EntryFlags.None, 1L));
        System.Text.Encoding.UTF8.GetString(wrong.Data.Span).ShouldBe("""{"first_offset":1,"reason":"epoch"}""");
        (await gateway.RecoverAsync("chat:a", wrong.Epoch, 9)).Single().Flags.ShouldBe(EntryFlags.None);
    }

    [Fact]
    public async Task Recover_BeyondTheHistory_SaysHowFarItGoes()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Rooms:Namespaces:chat:HistorySize=10", "--Delivery:SweepInterval=00:00:00.050");
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.PublishAsync([.. Enumerable.Range(1, 30).Select(i => FakeGateway.Room("chat:a", $"{i}"))]);
        var head = (await gateway.RecoverAsync("chat:a", null, 0)).Single();
        var expired = (await gateway.RecoverAsync("chat:a", head.Epoch, 5)).Single();
        expired.Flags.ShouldBe(EntryFlags.None);
        System.Text.Encoding.UTF8.GetString(expired.Data.Span).ShouldBe("""{"first_offset":21,"reason":"expired"}""");
        (await gateway.RecoverAsync("chat:a", head.Epoch, 20)).Count.ShouldBe(11);
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM room_log") == 10, because: "the log was not trimmed");
        (await gateway.RecoverAsync("chat:a", head.Epoch, 20)).Count.ShouldBe(11);
    }

    [Fact]
    public async Task History_PastItsAge_IsRemovedAndTheOffsetsGoOn()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Rooms:Namespaces:chat:HistoryTime=00:00:01", "--Delivery:SweepInterval=00:00:00.050");
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        await gateway.PublishAsync([.. Enumerable.Range(1, 3).Select(i => FakeGateway.Room("chat:a", $"{i}"))]);
        await Eventually.Async(() => gateway.Of(EntryKind.RoomMessage).Count == 3, TimeSpan.FromSeconds(60));
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT trimmed FROM rooms WHERE name = 'chat:a'") == 3, TimeSpan.FromSeconds(60), "the log was not removed");

        var head = (await gateway.RecoverAsync("chat:a", null, 0)).Single();
        head.Offset.ShouldBe(3);
        var expired = (await gateway.RecoverAsync("chat:a", head.Epoch, 1)).Single();
        System.Text.Encoding.UTF8.GetString(expired.Data.Span).ShouldBe("""{"first_offset":0,"reason":"expired"}""");
        (await gateway.RecoverAsync("chat:a", head.Epoch, 3)).Single().Flags.ShouldBe(EntryFlags.Recovered);
        await gateway.PublishAsync(FakeGateway.Room("chat:a", "4"));
        await Eventually.Async(() => gateway.Of(EntryKind.RoomMessage).Count == 4, TimeSpan.FromSeconds(60));
        gateway.Of(EntryKind.RoomMessage)[^1].Offset.ShouldBe(4);
    }

    [Fact]
    public async Task Recover_WithoutEnd_StarvesNoLiveMessages()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var live = await stack.GatewayAsync("live", "room.chat:live");
        await live.PublishAsync([.. Enumerable.Range(0, 500).Select(i => FakeGateway.Room("chat:log", $"{i}"))]);
        var epoch = (await live.RecoverAsync("chat:log", null, 0)).Single().Epoch;
        live.Received.Clear();
        using var stop = new CancellationTokenSource();
        var replaying = Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            await using var greedy = await stack.GatewayAsync($"greedy{number}");
            while (!stop.IsCancellationRequested)
            {
                (await greedy.RecoverAsync("chat:log", epoch, 0)).Count.ShouldBe(501);
                greedy.Received.Clear();
            }
        })));
        for (var i = 1; i <= 20; i++)
        {
            await live.PublishAsync(FakeGateway.Room("chat:live", $"{i}"));
            await Eventually.Async(() => live.Received.Count == i, TimeSpan.FromSeconds(60));
        }

        await stop.CancelAsync();
        await replaying;
    }

    [Fact]
    public async Task Recover_FromEpochZero_IsFromTheBeginningWhileThatIsKept()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Rooms:Namespaces:chat:HistorySize=5");
        await using var gateway = await stack.GatewayAsync("g1");
        (await gateway.RecoverAsync("room:lobby", null, 0)).Single().ShouldSatisfyAllConditions(end => end.Epoch.ShouldBe("0"), end => end.Offset.ShouldBe(0));
        var empty = (await gateway.RecoverAsync("chat:a", "0", 0)).Single();
        (empty.Flags & EntryFlags.Recovered).ShouldBe(EntryFlags.Recovered);

        await gateway.PublishAsync([.. Enumerable.Range(1, 3).Select(i => FakeGateway.Room("chat:a", $"{i}"))]);
        var replay = await gateway.RecoverAsync("chat:a", "0", 0);
        replay.SkipLast(1).Select(item => item.Offset).ShouldBe([1L, 2L, 3L]);
        (replay[^1].Flags & EntryFlags.Recovered).ShouldBe(EntryFlags.Recovered);
        replay[^1].Epoch.ShouldBe(empty.Epoch);
        replay[^1].Epoch.ShouldNotBe("0");
        (await gateway.RecoverAsync("chat:a", "0", 1)).Single().Flags.ShouldBe(EntryFlags.None, "no offset was given under that epoch");

        await gateway.PublishAsync([.. Enumerable.Range(4, 6).Select(i => FakeGateway.Room("chat:a", $"{i}"))]);
        var late = (await gateway.RecoverAsync("chat:a", "0", 0)).Single();
        late.Flags.ShouldBe(EntryFlags.None);
        System.Text.Encoding.UTF8.GetString(late.Data.Span).ShouldBe("""{"first_offset":5,"reason":"epoch"}""");
    }

    [Fact]
    public async Task Recover_WhilePublishing_LeavesNeitherHoleNorDuplicateAtTheSeam()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.chat:a");
        var epoch = (await gateway.RecoverAsync("chat:a", null, 0)).Single().Epoch;
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await gateway.PublishAsync([.. Enumerable.Range(0, 25).Select(j => FakeGateway.Room("chat:a", $"{i}-{j}"))]);
            }
        });
        while (!publishing.IsCompleted)
        {
            var replay = await gateway.RecoverAsync("chat:a", epoch, 0);
            replay.SkipLast(1).Select(entry => entry.Offset).ShouldBe(Enumerable.Range(1, (int)replay[^1].Offset).Select(i => (long)i));
        }

        await publishing;
        await Eventually.Async(() => gateway.Of(EntryKind.RoomMessage).Count == 1000);
        gateway.Of(EntryKind.RoomMessage).Select(entry => entry.Offset).ShouldBe(Enumerable.Range(1, 1000).Select(i => (long)i));
    }
}
