using System.Text;
using Realtime.Gateway.Peers;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Cluster;

[Collection(nameof(ClusterCollection))]
public sealed class CrossGatewayTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_publish_to_an_ephemeral_room_reaches_members_on_both_gateways_but_not_the_publisher()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "x-alice");
        await using var bob = await cluster.ConnectAsync(cluster.First, "x-bob");
        await using var carol = await cluster.ConnectAsync(cluster.Second, "x-carol");
        foreach (var client in new[] { alice, bob, carol })
        {
            (await client.SubscribeAsync("cell:x1")).Select(pair => pair.Key).ShouldBe(["room"]);
        }

        var ack = await alice.RequestAsync("publish", new { room = "cell:x1", type = "said", data = new { text = "hi" } });

        ((string?)ack["type"]).ShouldBe("ack");
        ((string?)ack["data"]!["room"]).ShouldBe("cell:x1");
        foreach (var client in new[] { bob, carol })
        {
            var frame = await client.ExpectAsync("said");
            ((string?)frame["room"]).ShouldBe("cell:x1");
            ((string?)frame["sender"]).ShouldBe("x-alice");
            ((string?)frame["message_id"]).ShouldBe((string?)ack["reply_to"]);
            ((string?)frame["data"]!["text"]).ShouldBe("hi");
        }

        (await alice.DrainedAsync("said")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_publish_to_a_room_with_history_reaches_members_on_both_gateways_numbered()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "h-alice");
        await using var bob = await cluster.ConnectAsync(cluster.First, "h-bob");
        await using var carol = await cluster.ConnectAsync(cluster.Second, "h-carol");
        foreach (var client in new[] { alice, bob, carol })
        {
            await client.SubscribeAsync("chat:h1");
        }

        var ack = await alice.RequestAsync("publish", new { room = "chat:h1", type = "said", data = new { n = 1 } });

        ((string?)ack["type"]).ShouldBe("ack", ack.ToJsonString());
        foreach (var client in new[] { bob, carol })
        {
            var frame = await client.ExpectAsync("said");
            ((long?)frame["offset"]).ShouldBe(1);
            ((string?)frame["epoch"]).ShouldBe("e1");
            ((bool?)frame["durable"]).ShouldBe(true);
        }

        (await alice.DrainedAsync("said")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_direct_message_reaches_every_device_of_the_user_and_leaves_the_inbox_when_acknowledged()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "d-alice");
        await using var phone = await cluster.ConnectAsync(cluster.First, "d-bob");
        await using var tablet = await cluster.ConnectAsync(cluster.Second, "d-bob");

        var ack = await alice.RequestAsync("direct", new { user_id = "d-bob", type = "note", data = new { text = "psst" } });

        ((bool?)ack["data"]!["accepted"]).ShouldBe(true);
        var id = (string)ack["reply_to"]!;
        foreach (var device in new[] { phone, tablet })
        {
            var frame = await device.ExpectAsync("note");
            ((string?)frame["message_id"]).ShouldBe(id);
            ((string?)frame["sender"]).ShouldBe("d-alice");
            ((bool?)frame["durable"]).ShouldBe(true);
            frame["room"].ShouldBeNull();
        }

        await Eventually.Async(() => cluster.Delivery.InboxOf("d-bob") == 1);
        await tablet.SendAsync(new { type = "message_ack", data = new { message_ids = new[] { id } } });
        await Eventually.Async(() => cluster.Delivery.InboxOf("d-bob") == 0);
    }

    [Fact]
    public async Task A_direct_message_to_an_absent_user_is_drained_at_connect()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "a-alice");
        await alice.RequestAsync("direct", new { user_id = "a-bob", type = "note", data = new { n = 1 } });
        await alice.RequestAsync("direct", new { user_id = "a-bob", type = "note", data = new { n = 2 } });

        await using var bob = await cluster.ConnectAsync(cluster.Second, "a-bob");

        ((int?)(await bob.ExpectAsync("note"))["data"]!["n"]).ShouldBe(1);
        ((int?)(await bob.ExpectAsync("note"))["data"]!["n"]).ShouldBe(2);
    }

    [Fact]
    public async Task Messages_of_one_publisher_keep_their_order_across_gateways()
    {
        await using var alice = await cluster.ConnectAsync(cluster.First, "o-alice");
        await using var bob = await cluster.ConnectAsync(cluster.Second, "o-bob");
        await bob.SubscribeAsync("cell:order");

        for (var i = 0; i < 500; i++)
        {
            await alice.SendAsync(new { type = "publish", data = new { room = "cell:order", type = "n", data = i } });
        }

        for (var i = 0; i < 500; i++)
        {
            ((int?)(await bob.ExpectAsync("n"))["data"]).ShouldBe(i);
        }
    }

    [Fact]
    public async Task Plain_json_is_left_to_the_ingress_which_keeps_its_order()
    {
        await using var bob = await cluster.ConnectAsync(cluster.Second, "p-bob");
        await using var alice = await cluster.ConnectAsync(cluster.First, "p-alice");

        await PlainPublisher.PublishAsync(cluster.Broker, "user.p-bob", Encoding.UTF8.GetBytes("""{"type":"plain","data":{"n":1},"message_id":"plain-1"}"""));
        await PlainPublisher.PublishAsync(cluster.Broker, "all", Encoding.UTF8.GetBytes("""{"type":"plain","data":{"n":2},"message_id":"plain-2"}"""));
        await alice.RequestAsync("direct", new { user_id = "p-bob", type = "packed", data = new { } });

        await bob.ExpectAsync("packed");
        (await bob.DrainedAsync("plain")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_member_limit_counts_the_members_of_all_gateways_and_the_order_of_frames_is_kept()
    {
        string[] settings = ["--Rooms:Namespaces:booth:MaxMembers=2", "--Gateway:Limits:MaxErrors=0"];
        await using var first = await TestGateway.StartAsync(cluster.Broker, cluster.Authority, settings);
        await using var second = await TestGateway.StartAsync(cluster.Broker, cluster.Authority, settings);
        await Eventually.Async(() => second.Get<IGatewayPeers>().Others.Any(peer => peer.Id == first.Id) && first.Get<IGatewayPeers>().Others.Any(peer => peer.Id == second.Id));
        await using var alice = await cluster.ConnectAsync(first, "q-alice");
        await using var bob = await cluster.ConnectAsync(second, "q-bob");
        await using var carol = await cluster.ConnectAsync(second, "q-carol");
        await alice.SubscribeAsync("booth:1");
        await bob.SubscribeAsync("booth:1");

        var refused = await carol.RequestAsync("subscription", new { action = "subscribe", room = "booth:1" });
        ((string?)refused["data"]!["code"]).ShouldBe("room_limit");
        (await bob.SubscribeAsync("booth:1"))["room"]!.GetValue<string>().ShouldBe("booth:1");

        await alice.RequestAsync("subscription", new { action = "unsubscribe", room = "booth:1" });
        await carol.SendAsync(new { type = "subscription", data = new { action = "subscribe", room = "booth:1" }, message_id = "1", ack = true });
        await carol.SendAsync(new { type = "ping", message_id = "2" });
        await carol.SendAsync(new { type = "subscription", data = new { action = "unsubscribe", room = "booth:1" }, message_id = "3", ack = true });
        await carol.SendAsync(new { type = "subscription", data = new { action = "subscribe", room = "booth:2" }, message_id = "4", ack = true });
        await carol.SendAsync(new { type = "ping", message_id = "5" });
        for (var i = 1; i <= 3; i++)
        {
            ((string?)(await carol.NextAsync())["reply_to"]).ShouldBe($"{i}");
        }

        // The acknowledgement of a room that is new to the gateway waits for its binding, later frames do not.
        foreach (var id in new[] { "4", "5" })
        {
            await carol.ExpectAsync(frame => (string?)frame["reply_to"] == id, id);
        }

        second.Hub.CountInRoom("booth:1").ShouldBe(1);
        second.Hub.CountInRoom("booth:2").ShouldBe(1);
    }
}
