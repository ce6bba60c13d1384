using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Sequencing;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Delivery;

public class InboxTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Direct_ToAbsentUser_IsKeptDrainedInOrderAndGoneWhenAcknowledged()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        for (var i = 0; i < 20; i++)
        {
            await gateway.DirectAsync("u1", $"m{i}", $$"""{"n":{{i}}}""");
        }

        var items = await gateway.DrainAsync("u1");
        items.Select(item => item.MessageId).ShouldBe(Enumerable.Range(0, 20).Select(i => $"m{i}"));
        items.Select(item => item.Offset).ShouldBeInOrder();
        items.ShouldAllBe(item => item.Flags == EntryFlags.Durable && item.Sender == "alice" && item.Type == "note");
        System.Text.Encoding.UTF8.GetString(items[7].Data.Span).ShouldBe("""{"n":7}""");

        var again = await gateway.DrainAsync("u1");
        again.Count.ShouldBe(20);
        again.ShouldAllBe(item => (item.Flags & EntryFlags.Redelivered) != 0);

        await gateway.AcknowledgeAsync("u1", [.. items.Take(15).Select(item => item.MessageId!)]);
        (await gateway.DrainAsync("u1")).Select(item => item.MessageId).ShouldBe(["m15", "m16", "m17", "m18", "m19"]);
    }

    [Fact]
    public async Task Direct_SameIdAgain_IsStoredOncePerUser()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.PublishAsync([.. Enumerable.Range(0, 50).Select(_ => FakeGateway.Direct("u1", "same")), FakeGateway.Direct("u2", "same")]);
        await gateway.DirectAsync("u1", "same");
        (await gateway.DrainAsync("u1")).Count.ShouldBe(1);
        (await gateway.DrainAsync("u2")).Count.ShouldBe(1);
        await gateway.AcknowledgeAsync("u1", "same");
        await gateway.DirectAsync("u1", "same");
        (await gateway.DrainAsync("u1")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Direct_SameIdAfterTheWindow_IsAnotherMessage()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:DedupeWindow=00:00:01", "--Delivery:SweepInterval=00:00:00.050");
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.DirectAsync("u1", "same");
        await gateway.DrainAsync("u1");
        await gateway.AcknowledgeAsync("u1", "same");
        (await gateway.DrainAsync("u1")).ShouldBeEmpty();
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM dedupe") == 0, TimeSpan.FromSeconds(60), "the id was not forgotten");
        await gateway.DirectAsync("u1", "same");
        (await gateway.DrainAsync("u1")).Single().MessageId.ShouldBe("same");
    }

    [Fact]
    public async Task Acknowledge_InTheSameBatchOrBeforeItsMessage_LeavesNothing()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        var acknowledge = FakeGateway.Acknowledgement("u1", "alice", "a", "b");
        await gateway.PublishAsync(FakeGateway.Direct("u1", "a"), acknowledge, FakeGateway.Direct("u1", "b"), FakeGateway.Direct("u1", "c"));
        await gateway.AcknowledgeAsync("u1", "later");
        await gateway.DrainAsync("u1");
        await gateway.DirectAsync("u1", "later");
        (await gateway.DrainAsync("u1")).Select(item => item.MessageId).ShouldBe(["c"]);
        (await stack.ScalarAsync<long>("SELECT count(*) FROM inbox")).ShouldBe(1);
    }

    [Fact]
    public async Task Inbox_Full_LosesTheOldestAndTellsAtTheNextDrain()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:InboxSize=10");
        await using var gateway = await stack.GatewayAsync("g1");
        await using var events = await EventLog.StartAsync(stack.BrokerAddress);
        await gateway.PublishAsync([.. Enumerable.Range(0, 25).Select(i => FakeGateway.Direct("u1", $"m{i}"))]);
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM inbox") == 10);

        var items = await gateway.DrainAsync("u1");
        items[0].Type.ShouldBe("inbox_overflow");
        System.Text.Encoding.UTF8.GetString(items[0].Data.Span).ShouldBe("""{"dropped":15}""");
        items.Skip(1).Select(item => item.MessageId).ShouldBe(Enumerable.Range(15, 10).Select(i => $"m{i}"));
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM inbox_overflow") == 0);
        (await gateway.DrainAsync("u1")).Count.ShouldBe(10);
        await Eventually.Async(() => events.Expired.Count == 15);
        events.Expired.ShouldAllBe(expired => expired.Reason == "inbox_overflow");
    }

    [Fact]
    public async Task Direct_PastItsTime_ExpiresWithAnEvent()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:SweepInterval=00:00:00.100");
        await using var gateway = await stack.GatewayAsync("g1");
        await using var events = await EventLog.StartAsync(stack.BrokerAddress);
        await gateway.DirectAsync("u1", "short", ttl: 1);
        await gateway.DirectAsync("u1", "long");
        await Eventually.Async(() => events.Expired.Any(expired => expired is { MessageId: "short", UserId: "u1", Reason: "ttl" }));
        (await gateway.DrainAsync("u1")).Select(item => item.MessageId).ShouldBe(["long"]);
    }

    [Fact]
    public async Task Direct_WaitsThenAcknowledged_TellsOfBoth()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:StoredEventDelay=00:00:00.200");
        await using var gateway = await stack.GatewayAsync("g1");
        await using var events = await EventLog.StartAsync(stack.BrokerAddress);
        await gateway.DirectAsync("u1", "m1");
        await Eventually.Async(() => events.Stored.Any(stored => stored is { MessageId: "m1", UserId: "u1", Sequence: > 0 }));
        await gateway.AcknowledgeAsync("u1", "m1");
        await Eventually.Async(() => events.Acknowledged.Any(acknowledged => acknowledged is { MessageId: "m1", UserId: "u1" }));
    }

    [Fact]
    public async Task Acknowledged_BeforeItCouldBeStored_IsToldWhenItTookLong()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await using var events = await EventLog.StartAsync(stack.BrokerAddress);
        await gateway.AcknowledgeAsync("u1", "early");
        await Eventually.Async(() => events.Acknowledged.Any(acknowledged => acknowledged is { MessageId: "early", UserId: "u1" }));

        // As when the service was away and finds message and receipt together.
        var plan = new BatchPlan();
        foreach (var (id, age) in new[] { ("fresh", TimeSpan.Zero), ("old", TimeSpan.FromSeconds(10)) })
        {
            var entry = FakeGateway.Direct("u1", id) with { Timestamp = (DateTimeOffset.UtcNow - age).ToUnixTimeMilliseconds() };
            plan.Messages.Add(new PendingMessage(entry, MessageKey.Of(entry.Target, entry.Scope, id), PendingKind.DirectAcknowledged, "u1", 0, redelivered: false, "g1") { IsNew = true });
        }

        stack.Get<Realtime.OfflineDelivery.Waiting.WaitingMessages>().Apply(plan, DateTimeOffset.UtcNow);
        await Eventually.Async(() => events.Acknowledged.Any(acknowledged => acknowledged is { MessageId: "old", UserId: "u1" }));
        events.Acknowledged.ShouldNotContain(acknowledged => acknowledged.MessageId == "fresh");
    }

    [Fact]
    public async Task Direct_WrittenAndNotAcknowledged_IsSentAgainThreeTimesInAll()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:RedeliverAfter=00:00:01");
        await using var gateway = await stack.GatewayAsync("g1", "user.u1");
        await gateway.DirectAsync("u1", "m1");
        await gateway.DirectAsync("u1", "m2");

        // Together, so that the second is acknowledged long before its clock runs out.
        await gateway.PublishAsync(Written("m1"), Written("m2"), FakeGateway.Acknowledgement("u1", "alice", "m2"));
        await Eventually.Async(() => gateway.Of(EntryKind.UserMessage).Count(entry => entry.MessageId == "m1") == 3);
        gateway.Of(EntryKind.UserMessage).Where(entry => entry.MessageId == "m1").Skip(1).ShouldAllBe(entry => (entry.Flags & EntryFlags.Redelivered) != 0);
        await Eventually.Async(() => stack.Get<Realtime.OfflineDelivery.Waiting.WaitingMessages>().Count == 0);
        gateway.Of(EntryKind.UserMessage).Count(entry => entry.MessageId == "m1").ShouldBe(3);
        gateway.Of(EntryKind.UserMessage).Count(entry => entry.MessageId == "m2").ShouldBe(1);
        (await gateway.DrainAsync("u1")).Single().Flags.ShouldBe(EntryFlags.Durable | EntryFlags.Redelivered);

        static BatchEntry Written(string id) =>
            new() { Kind = EntryKind.Journey, Target = "user.u1", MessageId = id, Publisher = "alice", Type = "written", Timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() };
    }
}
