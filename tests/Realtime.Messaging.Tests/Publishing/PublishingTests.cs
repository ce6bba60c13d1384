using RabbitMQ.Client;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;
using Realtime.Testing;

namespace Realtime.Messaging.Tests.Publishing;

public class PublishingTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Shards_ManyDirectMessages_AreConfirmedPackedInOrderAndLive()
    {
        // So long a window that even a slow machine packs what comes in it.
        await using var host = await MessagingHost.StartAsync(await servers.CreateVirtualHostAsync(), settings: ("Messaging:BatchWindow", "00:00:00.250"));
        await using var channel = await host.OpenChannelAsync();
        var gateway = await BusTopology.DeclareGatewayQueueAsync(channel, "g1", CancellationToken.None);
        await channel.QueueBindAsync(gateway, BusNames.FanoutExchange, RoutingKeys.User("u1"));
        await channel.QueueBindAsync(gateway, BusNames.FanoutExchange, RoutingKeys.User("u2"));

        var results = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => host.Shards.PublishAsync(MessagingHost.Direct("u1", i))));
        results.ShouldAllBe(result => result == PublishResult.Confirmed);

        var (messages, stored) = await MessagingHost.TakeAsync(channel, Shard.Queue(Shard.Of("user.u1", 4)), 2000);
        stored.Select(entry => entry.Timestamp).ShouldBe(Enumerable.Range(0, 2000).Select(i => (long)i));
        messages.ShouldBeLessThan(200);
        var (copies, live) = await MessagingHost.TakeAsync(channel, gateway, 2000);
        live.Select(entry => entry.Timestamp).ShouldBe(Enumerable.Range(0, 2000).Select(i => (long)i));
        copies.ShouldBe(messages);
    }

    [Fact]
    public async Task Shards_ManyUsersInOneBatch_ReachEveryUsersQueueOnce()
    {
        await using var host = await MessagingHost.StartAsync(await servers.CreateVirtualHostAsync(), settings: [("Messaging:BatchKeys", "20"), ("Messaging:BatchWindow", "00:00:00.020")]);
        await using var channel = await host.OpenChannelAsync();
        var gateway = await BusTopology.DeclareGatewayQueueAsync(channel, "g1", CancellationToken.None);
        await channel.QueueBindAsync(gateway, BusNames.FanoutExchange, "user.#");

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => host.Shards.PublishAsync(MessagingHost.Direct($"u{i}", i))));

        var (messages, live) = await MessagingHost.TakeAsync(channel, gateway, 300);
        live.Select(entry => entry.Target).Distinct().Count().ShouldBe(300);
        live.Count.ShouldBe(300);
        messages.ShouldBeInRange(15, 299);
    }

    [Fact]
    public async Task Shards_IdleLane_SendsAtOnceInASingleMessage()
    {
        // The clock stands: who waited for the batch's time to be over would wait for ever.
        await using var host = await MessagingHost.StartAsync(await servers.CreateVirtualHostAsync(), time: new StandingTime());
        (await host.Shards.PublishAsync(MessagingHost.Direct("u1", 1)).WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(PublishResult.Confirmed);
    }

    [Fact]
    public async Task Confirmed_NoQueue_IsReturned()
    {
        await using var host = await MessagingHost.StartAsync(await servers.CreateVirtualHostAsync());
        (await host.Confirmed.PublishAsync(BusNames.ShardsExchange, "shard.99", "x"u8.ToArray())).ShouldBe(PublishResult.Returned);
        (await host.Confirmed.PublishAsync(BusNames.ShardsExchange, "shard.0", "x"u8.ToArray())).ShouldBe(PublishResult.Confirmed);
    }

    [Fact]
    public async Task Confirmed_ExchangeMissing_IsUnavailableAndTheNextWorks()
    {
        await using var host = await MessagingHost.StartAsync(await servers.CreateVirtualHostAsync());
        (await host.Confirmed.PublishAsync("no.such.exchange", "x", "x"u8.ToArray())).ShouldBe(PublishResult.Unavailable);
        await Eventually.Async(async () => await host.Confirmed.PublishAsync(BusNames.ShardsExchange, "shard.0", "x"u8.ToArray()) == PublishResult.Confirmed);
    }

    [Fact]
    public async Task Confirmed_MessagesAreDurable()
    {
        await using var host = await MessagingHost.StartAsync(await servers.CreateVirtualHostAsync());
        (await host.Confirmed.PublishAsync("", BusNames.DeadLetterQueue, "{}"u8.ToArray())).ShouldBe(PublishResult.Confirmed);
        await using var channel = await host.OpenChannelAsync();
        (await channel.BasicGetAsync(BusNames.DeadLetterQueue, autoAck: true)).ShouldNotBeNull().BasicProperties.DeliveryMode.ShouldBe(DeliveryModes.Persistent);
    }

    [Fact]
    public async Task Fanout_KeysOfRoomsAndGateways_KeepOrderAndGatewaysShareNothing()
    {
        await using var host = await MessagingHost.StartAsync(await servers.CreateVirtualHostAsync(), settings: ("Messaging:BatchWindow", "00:00:00.050"));
        await using var channel = await host.OpenChannelAsync();
        var first = await BusTopology.DeclareGatewayQueueAsync(channel, "g1", CancellationToken.None);
        var second = await BusTopology.DeclareGatewayQueueAsync(channel, "g2", CancellationToken.None);
        await channel.QueueBindAsync(first, BusNames.FanoutExchange, "room.#");
        for (var i = 0; i < 90; i++)
        {
            var key = (i % 3) switch { 0 => "room.a", 1 => "room.b", _ => "gateway.g2" };
            host.Fanout.TryPost(key, new BatchEntry { Kind = EntryKind.RoomMessage, Target = key, Timestamp = i }).ShouldBeTrue();
        }

        var (_, rooms) = await MessagingHost.TakeAsync(channel, first, 60);
        rooms.ShouldAllBe(entry => entry.Target.StartsWith("room."));
        rooms.Select(entry => entry.Timestamp).ShouldBeInOrder();
        var (_, own) = await MessagingHost.TakeAsync(channel, second, 30);
        own.Count.ShouldBe(30);
        own.ShouldAllBe(entry => entry.Target == "gateway.g2");
    }

    private sealed class StandingTime : TimeProvider
    {
        private readonly long _now = System.GetTimestamp();

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
