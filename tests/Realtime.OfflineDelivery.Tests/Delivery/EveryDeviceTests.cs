using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Delivery;

public class EveryDeviceTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Direct_EveryDeviceMustAcknowledge_IsDoneWithTheLast()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:DoneWhen=EveryDevice");
        await using var gateway = await stack.GatewayAsync("g1");
        foreach (var device in new[] { "phone", "tablet", null })
        {
            (await gateway.DrainAsync("u1", device)).ShouldBeEmpty();
        }

        await gateway.PublishAsync(FakeGateway.Direct("u1", "a"), FakeGateway.Direct("u1", "b"));
        await gateway.AcknowledgeFromAsync("u1", "phone", "a");
        (await IdsAsync("phone")).ShouldBe(["b"]);
        (await IdsAsync("tablet")).ShouldBe(["a", "b"]);
        await gateway.AcknowledgeFromAsync("u1", null, "a");
        (await IdsAsync("tablet")).ShouldBe(["a", "b"]);
        (await stack.ScalarAsync<long>("SELECT count(*) FROM inbox")).ShouldBe(2);

        // Two devices in one batch are two receipts.
        await gateway.PublishAsync(Receipt("phone", "b"), Receipt("tablet", "a", "b"));
        (await IdsAsync(null)).ShouldBe(["b"]);
        await gateway.AcknowledgeFromAsync("u1", null, "b");
        (await IdsAsync(null)).ShouldBeEmpty();
        (await stack.ScalarAsync<long>("SELECT count(*) FROM inbox")).ShouldBe(0);

        async Task<IEnumerable<string?>> IdsAsync(string? device) => (await gateway.DrainAsync("u1", device)).Select(item => item.MessageId);
    }

    [Fact]
    public async Task Direct_AcknowledgedByOneInTheSameBatch_WaitsForTheOtherDevice()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:DoneWhen=EveryDevice");
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.DrainAsync("u1", "phone");
        await gateway.DrainAsync("u1", "tablet");
        await gateway.PublishAsync(FakeGateway.Direct("u1", "a"), Receipt("phone", "a"));
        (await gateway.DrainAsync("u1", "phone")).ShouldBeEmpty();
        (await gateway.DrainAsync("u1", "tablet")).Single().MessageId.ShouldBe("a");
    }

    [Fact]
    public async Task Direct_DeviceThatDoesNotComeBack_IsWaitedForNoMore()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:DoneWhen=EveryDevice");
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.DrainAsync("u1", "lost");
        await gateway.DrainAsync("u1", "phone");
        await stack.ScalarAsync<long>("UPDATE devices SET seen_at = seen_at - interval '31 days' WHERE device = 'lost'");
        await gateway.DirectAsync("u1", "a");
        await gateway.AcknowledgeFromAsync("u1", "phone", "a");
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM inbox") == 0, TimeSpan.FromSeconds(30));
        await Eventually.Async(async () => await stack.ScalarAsync<long>("SELECT count(*) FROM devices WHERE device = 'lost'") == 0, TimeSpan.FromSeconds(60), "the device was not forgotten");
    }

    private static BatchEntry Receipt(string device, params string[] ids) =>
        FakeGateway.Acknowledgement("u1", "alice", ids) with { Sender = device };
}
