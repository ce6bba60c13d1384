using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Delivery;

public class StatementTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private const int Messages = 20;

    // What the message path asks of the database; sweeps and heartbeats go by the clock.
    private static readonly string[] PathStatements = ["accept_messages", "acknowledge_messages", "scoped_offsets", "drain_page", "room_heads", "room_log WHERE", "retry_messages", "FROM dedupe"];

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Messages_ToOneGatewayOrToMany_CostTheDatabaseTheSame(int count)
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        var gateways = new List<FakeGateway>();
        for (var i = 0; i < count; i++)
        {
            gateways.Add(await stack.GatewayAsync($"g{i}", "room.#", "user.#"));
        }

        using var statements = new StatementCounter(stack.DatabaseAddress);
        for (var i = 0; i < Messages; i++)
        {
            var entry = i % 2 == 0 ? FakeGateway.Room("chat:a", $"m{i}") : FakeGateway.Direct("u1", $"m{i}");
            await gateways[0].PublishAsync(entry);
            // One after the other, so that each is a batch of its own.
            await Eventually.Async(() => statements.CountOf("accept_messages") == i + 1, TimeSpan.FromSeconds(60));
        }

        await Eventually.Async(() => gateways.TrueForAll(gateway => gateway.Received.Count == Messages), TimeSpan.FromSeconds(60));
        statements.CountOf(PathStatements).ShouldBe(Messages);
        foreach (var gateway in gateways)
        {
            await gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task Batch_OfManyMessages_IsOneStatement()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:BatchWindow=00:00:01");
        await using var gateway = await stack.GatewayAsync("g1", "room.#", "user.#");
        await gateway.PublishAsync(FakeGateway.Direct("u1", "first"));
        using var statements = new StatementCounter(stack.DatabaseAddress);
        await gateway.PublishAsync([.. Enumerable.Range(0, 200).Select(i => FakeGateway.Room($"chat:{i % 10}", $"r{i}")), .. Enumerable.Range(0, 200).Select(i => FakeGateway.Direct($"u{i % 10}", $"d{i}"))]);
        await Eventually.Async(() => gateway.Of(EntryKind.RoomMessage).Count == 200, TimeSpan.FromSeconds(60));
        await gateway.DrainAsync("u1");
        statements.CountOf("accept_messages").ShouldBeLessThan(10, "400 messages");
    }
}
