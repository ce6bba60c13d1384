using Realtime.Gateway.Connections;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Messaging.Batches;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Delivery;

[Collection(nameof(ClusterCollection))]
public sealed class DurableLaneTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_subscription_to_a_room_with_history_tells_epoch_and_head()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "l-a");
        for (var i = 0; i < 3; i++)
        {
            await alice.RequestAsync("publish", new { room = "chat:head", type = "t", data = i });
        }

        await using var bob = await cluster.ConnectAsync(cluster.Second, "l-b");
        var ack = await bob.SubscribeAsync("chat:head");

        ((string?)ack["epoch"]).ShouldBe(TestDelivery.Epoch);
        ((long?)ack["offset"]).ShouldBe(3);
        ((bool?)ack["recovered"]).ShouldBe(false);
        ((int?)ack["missed"]).ShouldBe(0);
        (await bob.DrainedAsync("t")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Recover_replays_exactly_the_gap_after_the_ack_and_before_live_messages()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "l-ra");
        for (var i = 1; i <= 5; i++)
        {
            await alice.RequestAsync("publish", new { room = "chat:gap", type = "t", data = i });
        }

        await using var bob = await cluster.ConnectAsync(cluster.Second, "l-rb");
        var ack = await bob.SubscribeAsync("chat:gap", new { epoch = TestDelivery.Epoch, offset = 2 });
        await alice.RequestAsync("publish", new { room = "chat:gap", type = "t", data = 6 });

        ((bool?)ack["recovered"]).ShouldBe(true);
        ((int?)ack["missed"]).ShouldBe(3);
        for (var offset = 3; offset <= 6; offset++)
        {
            ((long?)(await bob.ExpectAsync("t"))["offset"]).ShouldBe(offset);
        }
    }

    [Fact]
    public async Task What_is_left_of_an_earlier_replay_makes_no_hole_and_no_duplicate()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "l-la");
        for (var i = 1; i <= 6; i++)
        {
            await alice.RequestAsync("publish", new { room = "chat:left", type = "t", data = i });
        }

        // The rest of a replay that the connection gave up, and its end.
        cluster.Delivery.BeforeRecover = recover =>
        {
            if (recover.Target == "room.chat:left")
            {
                foreach (var offset in new[] { 4, 5, 7 })
                {
                    cluster.Delivery.Post("gateway." + cluster.Second.Id, Left(EntryKind.RecoverItem, recover, offset));
                }

                cluster.Delivery.Post("gateway." + cluster.Second.Id, Left(EntryKind.RecoverEnd, recover, 7) with { Flags = EntryFlags.Recovered });
            }
        };
        await using var bob = await cluster.ConnectAsync(cluster.Second, "l-lb");
        var ack = await bob.SubscribeAsync("chat:left", new { epoch = TestDelivery.Epoch, offset = 1 });
        cluster.Delivery.BeforeRecover = static _ => { };
        await alice.RequestAsync("publish", new { room = "chat:left", type = "t", data = 7 });

        ((long?)ack["offset"]).ShouldBe(6);
        ((int?)ack["missed"]).ShouldBe(5);
        for (var offset = 2; offset <= 7; offset++)
        {
            ((long?)(await bob.ExpectAsync("t"))["offset"]).ShouldBe(offset);
        }

        (await bob.DrainedAsync("t")).ShouldBeEmpty();

        static BatchEntry Left(EntryKind kind, BatchEntry recover, long offset) => new()
        {
            Kind = kind,
            Target = recover.Target,
            Connection = recover.Connection,
            Type = "t",
            MessageId = "left-" + offset,
            Epoch = TestDelivery.Epoch,
            Offset = offset,
            Data = "{}"u8.ToArray(),
        };
    }

    [Fact]
    public async Task A_wrong_epoch_is_not_recovered()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "l-ea");
        await alice.RequestAsync("publish", new { room = "chat:epoch", type = "t" });

        await using var bob = await cluster.ConnectAsync(cluster.Second, "l-eb");
        var ack = await bob.SubscribeAsync("chat:epoch", new { epoch = "other", offset = 0 });

        ((bool?)ack["recovered"]).ShouldBe(false);
        ((long?)ack["offset"]).ShouldBe(1);
    }

    [Theory]
    [InlineData("other")]
    [InlineData("e1")]
    public async Task A_refused_place_ahead_of_the_room_mutes_nothing(string epoch)
    {
        var room = "chat:ahead-" + epoch;
        await using var alice = await cluster.ConnectAsync(cluster.First, "l-fa");
        await alice.RequestAsync("publish", new { room, type = "t" });
        await using var bob = await cluster.ConnectAsync(cluster.Second, "l-fb");
        var ack = await bob.SubscribeAsync(room, new { epoch, offset = 1_000 });
        await using var carol = await cluster.ConnectAsync(cluster.Second, "l-fc");
        await carol.SubscribeAsync(room);
        for (var i = 0; i < 3; i++)
        {
            await alice.RequestAsync("publish", new { room, type = "t" });
        }

        ((bool?)ack["recovered"]).ShouldBe(false);
        ((long?)ack["offset"]).ShouldBe(1);
        foreach (var client in new[] { bob, carol })
        {
            for (var offset = 2; offset <= 4; offset++)
            {
                ((long?)(await client.ExpectAsync("t"))["offset"]).ShouldBe(offset);
            }
        }
    }

    [Fact]
    public async Task Subscribers_that_recover_under_load_see_every_message_once_in_order()
    {
        const int Messages = 400;
        await using var alice = await cluster.ConnectAsync(cluster.First, "l-sa");
        await using var steady = await cluster.ConnectAsync(cluster.Second, "l-ss");
        await steady.SubscribeAsync("chat:seam");
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++)
            {
                await alice.RequestAsync("publish", new { room = "chat:seam", type = "t", data = i });
            }
        });

        var joiners = new List<NativeClient>();
        for (var i = 0; i < 10; i++)
        {
            var joiner = await cluster.ConnectAsync(i % 2 == 0 ? cluster.First : cluster.Second, "l-sj" + i);
            joiners.Add(joiner);
            await joiner.SubscribeAsync("chat:seam", new { epoch = TestDelivery.Epoch, offset = 0 });
        }

        await publishing;
        foreach (var client in joiners.Prepend(steady))
        {
            for (var offset = 1; offset <= Messages; offset++)
            {
                ((long?)(await client.ExpectAsync("t"))["offset"]).ShouldBe(offset);
            }

            (await client.DrainedAsync("t")).ShouldBeEmpty();
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Live_messages_wait_behind_the_inbox_and_none_comes_twice()
    {
        for (var i = 0; i < 300; i++)
        {
            cluster.Delivery.Store("l-inbox", "stored-" + i);
        }

        await using var alice = await cluster.ConnectAsync(cluster.First, "l-ia");
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await alice.SendAsync(new { type = "direct", data = new { user_id = "l-inbox", type = "note" }, message_id = "live-" + i });
            }
        });
        await using var bob = await cluster.ConnectAsync(cluster.Second, "l-inbox");
        await sending;

        var ids = new List<string>();
        for (var i = 0; i < 400; i++)
        {
            ids.Add((string)(await bob.ExpectAsync("note"))["message_id"]!);
        }

        ids.Distinct().Count().ShouldBe(400);
        ids.Take(300).ShouldBe(Enumerable.Range(0, 300).Select(i => "stored-" + i));
        ids.Skip(300).ShouldBe(Enumerable.Range(0, 100).Select(i => "live-" + i));
        (await bob.DrainedAsync("note")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_that_is_sent_again_while_the_inbox_drains_keeps_its_place()
    {
        foreach (var id in new[] { "again-1", "again-2", "again-3" })
        {
            cluster.Delivery.Store("l-again", id);
        }

        cluster.Delivery.BeforeDrain = drain =>
        {
            if (drain.Target == "user.l-again")
            {
                cluster.Delivery.Post("user.l-again", new BatchEntry
                {
                    Kind = EntryKind.UserMessage,
                    Flags = EntryFlags.Durable | EntryFlags.Redelivered,
                    Target = "user.l-again",
                    MessageId = "again-2",
                    Type = "note",
                    Data = "{}"u8.ToArray(),
                });
            }
        };
        await using var bob = await cluster.ConnectAsync(cluster.First, "l-again");
        foreach (var id in new[] { "again-1", "again-2", "again-3" })
        {
            ((string?)(await bob.ExpectAsync("note"))["message_id"]).ShouldBe(id);
        }

        cluster.Delivery.BeforeDrain = static _ => { };
    }

    [Fact]
    public async Task A_pong_is_the_receipt_of_clients_that_cannot_acknowledge()
    {
        cluster.Delivery.Store("l-pong", "pong-1");
        await using var bob = await NativeClient.ConnectAsync(cluster.First.SocketsUrl, cluster.Authority.Token("l-pong"), speaks: false);

        await bob.ExpectAsync("note");

        await Eventually.Async(() => cluster.Delivery.InboxOf("l-pong") == 0);
    }

    [Fact]
    public async Task A_client_that_acknowledges_itself_keeps_its_inbox_until_it_does()
    {
        cluster.Delivery.Store("l-explicit", "explicit-1");
        await using var bob = await cluster.ConnectAsync(cluster.First, "l-explicit");
        await bob.ExpectAsync("note");
        await bob.PingAsync();

        cluster.Delivery.InboxOf("l-explicit").ShouldBe(1);
        await bob.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { "explicit-1" } } });
        await Eventually.Async(() => cluster.Delivery.InboxOf("l-explicit") == 0);
    }

    [Fact]
    public async Task An_id_of_two_publishers_is_two_messages_and_each_acknowledgement_counts_for_one()
    {
        await using var bob = await cluster.ConnectAsync(cluster.First, "l-two");
        await using var alice = await cluster.ConnectAsync(cluster.Second, "l-two-a");
        await using var carol = await cluster.ConnectAsync(cluster.Second, "l-two-c");
        foreach (var publisher in new[] { alice, carol, alice })
        {
            await publisher.SendAsync(new { type = "direct", data = new { user_id = "l-two", type = "note" }, message_id = "1" });
            await publisher.PingAsync();
        }

        string[] senders = [(string)(await bob.ExpectAsync("note"))["sender"]!, (string)(await bob.ExpectAsync("note"))["sender"]!];
        senders.ShouldBe(["l-two-a", "l-two-c"], ignoreOrder: true);
        await bob.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { "1", "unknown" } } });
        await Eventually.Async(() => Acknowledged().Count == 1);
        await bob.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { "1" } } });
        await Eventually.Async(() => Acknowledged().Count == 2);
        (await bob.DrainedAsync("note")).ShouldBeEmpty();
        Acknowledged().ShouldBe([.. senders.Select(sender => (sender, EntryFlags.Written, "1"))]);

        List<(string? Publisher, EntryFlags Flags, string Ids)> Acknowledged() =>
            [.. cluster.Delivery.Received.Where(entry => entry is { Kind: EntryKind.Acknowledge, Target: "user.l-two" }).Select(entry => (entry.Publisher, entry.Flags, Ids(entry)))];

        static string Ids(BatchEntry entry)
        {
            var ids = new List<string>();
            MessageIdList.TryRead(entry.Data.Span, ids);
            return string.Join(',', ids);
        }
    }

    [Fact]
    public async Task A_direct_message_without_sender_tells_whose_its_id_is()
    {
        foreach (var publisher in new[] { "shop", "bank", null })
        {
            cluster.Delivery.Store("l-shops", "7", publisher: publisher);
        }

        await using var bob = await cluster.ConnectAsync(cluster.First, "l-shops");
        var publishers = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            var frame = await bob.ExpectAsync("note");
            frame.ContainsKey("sender").ShouldBeFalse();
            publishers.Add((string?)frame["publisher"]);
        }

        publishers.ShouldBe(["shop", "bank", null]);
    }

    [Fact]
    public async Task A_room_that_is_left_in_the_moment_of_joining_is_left()
    {
        var recoveries = cluster.First.Get<RoomRecoveries>();
        var leaving = new Leaving("chat:left", recoveries);
        cluster.First.Hub.AddObserver(leaving);
        await using var alice = await cluster.ConnectAsync(cluster.First, "l-left");

        await alice.SubscribeAsync("chat:left");
        await leaving.Joined.WaitAsync(TimeSpan.FromSeconds(30));
        lock (cluster.First.Get<DeliveryLane>().Gate)
        {
            cluster.First.Hub.CountInRoom("chat:left").ShouldBe(0);
            recoveries.In("chat:left").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_member_counts_as_live_only_where_nothing_is_taking_it_out()
    {
        var recoveries = cluster.First.Get<RoomRecoveries>();
        var hub = cluster.First.Hub;
        await using var alice = await cluster.ConnectAsync(cluster.First, "l-live");
        var connection = hub.GetUserConnections("l-live").Single();
        lock (cluster.First.Get<DeliveryLane>().Gate)
        {
            IsLive().ShouldBeFalse("it is no member");
            IsLive(join: true).ShouldBeFalse("what was abandoned may take it out again");
        }

        await Eventually.Async(() => recoveries.In("chat:live").Count == 0);
        lock (cluster.First.Get<DeliveryLane>().Gate)
        {
            IsLive(join: true).ShouldBeTrue();
        }

        bool IsLive(bool join = false)
        {
            if (join)
            {
                hub.Join(connection, "chat:live");
            }

            recoveries.Start(connection, "chat:live", from: null, replyTo: null, live: true);
            var isLive = recoveries.Find(connection, "chat:live")!.IsLive;
            recoveries.Abandon(connection, "chat:live");
            return isLive;
        }
    }

    [Fact]
    public async Task A_device_that_names_itself_asks_and_acknowledges_by_that_name()
    {
        cluster.Delivery.Store("l-named", "named-1");
        await using (var phone = await NativeClient.ConnectAsync(cluster.First.SocketsUrl, cluster.Authority.Token("l-named"), query: "?device=phone.1"))
        {
            await phone.ExpectAsync("note");
            await phone.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { "named-1" } } });
            await Eventually.Async(() => cluster.Delivery.InboxOf("l-named") == 0);
        }

        cluster.Delivery.Received.Where(entry => entry.Target == "user.l-named" && entry.Kind is (EntryKind.Drain or EntryKind.Acknowledge)).ShouldAllBe(entry => entry.Sender == "phone.1");
        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() => NativeClient.ConnectAsync(cluster.First.SocketsUrl, cluster.Authority.Token("l-named"), query: "?device=a%20b"));
    }

    [Fact]
    public async Task Steps_of_a_durable_message_are_reported()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "l-ja");
        await using var bob = await cluster.ConnectAsync(cluster.Second, "l-jb");
        await alice.SendAsync(new { type = "direct", data = new { user_id = "l-jb", type = "note" }, message_id = "journey-1" });
        await bob.ExpectAsync("note");

        foreach (var step in new[] { "routed", "written" })
        {
            await Eventually.Async(() => cluster.Delivery.Received.Any(entry => entry.Kind == EntryKind.Journey && entry.MessageId == "journey-1" && entry.Type == step));
        }
    }

    /// <summary>A leave that comes between the look whether the room is still wanted and the end of the join.</summary>
    private sealed class Leaving(string left, RoomRecoveries recoveries) : IHubObserver
    {
        private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Joined => _joined.Task;

        public void OnJoined(ClientConnection connection, string room, bool firstInRoom)
        {
            if (room == left)
            {
                recoveries.Abandon(connection, room);
                _joined.SetResult();
            }
        }
    }
}
