using Npgsql;
using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Delivery;

/// <summary>The database has stored a batch, or not, and the service does not learn which: nothing is lost and nothing is there twice.</summary>
public class LostAnswerTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Accept_AnswerLostAfterTheCommit_IsStoredAndFannedOutOnce()
    {
        AnswerThief? thief = null;
        await using var stack = await DeliveryStack.StartAsync(servers, address => AnswerThief.Through(address, out thief));
        using var way = thief!;
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        for (var i = 1; i <= 5; i++)
        {
            way.Steal("accept_messages");
            await gateway.PublishAsync(FakeGateway.Room("chat:a", $"{i}"), FakeGateway.Room("room:lobby", $"{i}"), FakeGateway.Direct("u1", $"{i}"));
            await Eventually.Async(() => way.Stolen >= i, TimeSpan.FromSeconds(60), "no answer was lost");
        }

        await ShouldBeThereOnceAsync(stack, gateway, 5);
    }

    [Fact]
    public async Task Accept_TimesOutBeforeTheCommit_IsStoredAndFannedOutOnce()
    {
        await using var stack = await DeliveryStack.StartAsync(servers, static address => address + ";Command Timeout=1");
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        using var statements = new StatementCounter(stack.DatabaseAddress);
        await using (var connection = await stack.Database.OpenConnectionAsync())
        {
            await using var holding = await connection.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("LOCK TABLE room_log IN EXCLUSIVE MODE", connection, holding);
            await hold.ExecuteNonQueryAsync();
            await gateway.PublishAsync(FakeGateway.Room("chat:a", "1"), FakeGateway.Room("room:lobby", "1"), FakeGateway.Direct("u1", "1"));
            await Eventually.Async(() => statements.CountOf("accept_messages") >= 2, TimeSpan.FromSeconds(60), "it did not time out");
        }

        await ShouldBeThereOnceAsync(stack, gateway, 1);
    }

    private static async Task ShouldBeThereOnceAsync(DeliveryStack stack, FakeGateway gateway, int count)
    {
        var ids = Enumerable.Range(1, count).Select(i => $"{i}").ToList();
        await Eventually.PassesAsync(async () => (await gateway.DrainAsync("u1")).Select(item => item.MessageId).ShouldBe(ids));
        await Eventually.Async(() => Of("chat:a").Select(entry => entry.Offset).Distinct().Count() == count, TimeSpan.FromSeconds(60), "a message was not fanned out");

        // A second fan-out says the same, and receivers drop it by its offset.
        Of("chat:a").Select(entry => (entry.Offset, entry.MessageId)).Distinct().Order().ShouldBe(ids.Select((id, i) => (i + 1L, (string?)id)));
        await Eventually.Async(() => Of("room:lobby").Select(entry => entry.MessageId).Distinct().Count() == count, TimeSpan.FromSeconds(60), "a message was not fanned out");
        (await stack.ScalarAsync<long>("SELECT count(*) FROM room_log")).ShouldBe(count);
        (await stack.ScalarAsync<long>("SELECT head FROM rooms WHERE name = 'chat:a'")).ShouldBe(count);

        IEnumerable<BatchEntry> Of(string room) => gateway.Of(EntryKind.RoomMessage).Where(entry => entry.Target == "room." + room);
    }
}
