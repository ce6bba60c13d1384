using Realtime.Gateway.Connections;
using Realtime.Gateway.Delivery;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Tests.Cluster;
using Realtime.Messaging.Batches;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Delivery;

/// <summary>Rooms with history: what a subscriber missed, then what is new, without a hole and without a duplicate.</summary>
[Collection(nameof(ClusterCollection))]
public sealed class RoomRecoveryTests(ClusterFixture cluster)
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
