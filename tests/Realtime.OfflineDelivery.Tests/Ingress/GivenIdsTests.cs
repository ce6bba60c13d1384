using System.Text;
using RabbitMQ.Client;
using Realtime.Messaging.Consuming;
using Realtime.OfflineDelivery.Ingress;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.ServiceDefaults.Databases;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Ingress;

public class GivenIdsTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Give_ServiceDiedBeforeItAcknowledged_NextOneGivesTheSame()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await using var before = await ChannelAsync(gateway);
        await using var after = await ChannelAsync(gateway);
        var given = await New(stack).GiveAsync([Delivery(before, 7, "a"), Delivery(before, 9, "b"), Delivery(before, 10, "a")], CancellationToken.None);

        // The batches of the next consumer may be others, and what nobody had seen yet follows.
        var next = New(stack);
        var first = await next.GiveAsync([Delivery(after, 1, "a", redelivered: true)], CancellationToken.None);
        first[1].Id.ShouldBe(given[7].Id);
        await next.DoneAsync(CancellationToken.None);
        var second = await next.GiveAsync([Delivery(after, 2, "b", redelivered: true), Delivery(after, 3, "a", redelivered: true), Delivery(after, 4, "a", redelivered: true)], CancellationToken.None);
        second[2].Id.ShouldBe(given[9].Id);
        second[3].Id.ShouldBe(given[10].Id);
        given.Values.Select(id => id.Id).ShouldNotContain(second[4].Id);
    }

    [Fact]
    public async Task Give_TheSameContentAfterTheFirstWasAcknowledged_IsAnotherMessage()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await using var before = await ChannelAsync(gateway);
        await using var after = await ChannelAsync(gateway);
        var ids = New(stack);
        var first = (await ids.GiveAsync([Delivery(before, 1, "tick")], CancellationToken.None))[1].Id;
        (await ids.GiveAsync([Delivery(before, 1, "tick")], CancellationToken.None))[1].Id.ShouldBe(first, "a batch that is tried again");
        await ids.DoneAsync(CancellationToken.None);

        (await New(stack).GiveAsync([Delivery(after, 1, "tick", redelivered: true)], CancellationToken.None))[1].Id.ShouldNotBe(first);
    }

    [Fact]
    public async Task Give_AnotherContentOrAFreshMessage_TakesNothingThatWasKept()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await using var before = await ChannelAsync(gateway);
        await using var after = await ChannelAsync(gateway);
        var kept = (await New(stack).GiveAsync([Delivery(before, 1, "a"), Delivery(before, 2, "b")], CancellationToken.None)).Values.Select(id => id.Id).ToList();

        var given = await New(stack).GiveAsync([Delivery(after, 1, "x", redelivered: true), Delivery(after, 2, "a", redelivered: true), Delivery(after, 3, "b")], CancellationToken.None);

        given.Values.Select(id => id.Id).ShouldAllBe(id => !kept.Contains(id));
    }

    private static GivenIds New(DeliveryStack stack) => new(stack.Get<GivenIdStore>(), stack.Get<DatabaseGate>());

    private static async Task<IChannel> ChannelAsync(FakeGateway gateway) => await (await gateway.Broker.GetAsync(CancellationToken.None)).CreateChannelAsync();

    private static BufferedDelivery Delivery(IChannel channel, ulong tag, string body, bool redelivered = false) =>
        new(channel, tag, redelivered, "user.u1", null, null, null, null, Encoding.UTF8.GetBytes(body), 1, 0);
}
