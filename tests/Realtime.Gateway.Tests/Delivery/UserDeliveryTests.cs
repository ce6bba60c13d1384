using Realtime.Gateway.Tests.Cluster;
using Realtime.Messaging.Batches;
using Realtime.Testing;

namespace Realtime.Gateway.Tests.Delivery;

/// <summary>Direct messages: the inbox before what is new, and the receipts that end it.</summary>
[Collection(nameof(ClusterCollection))]
public sealed class UserDeliveryTests(ClusterFixture cluster)
{
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
}
