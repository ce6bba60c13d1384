using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.OfflineDelivery.Sequencing;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Delivery;

/// <summary>An id is its publisher's: what two publishers name alike are two messages.</summary>
public class PublisherScopeTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task Direct_SameIdOfTwoPublishers_AreTwoMessagesAcknowledgedEachForItself()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.PublishAsync(From("alice", "1"), From("bob", "1"), From("alice", "1"), From(null, "1"), From(null, "1") with { Publisher = "shop" });
        (await DrainedAsync()).ShouldBe(["alice", "bob", "", "shop"]);

        await gateway.PublishAsync(FakeGateway.Acknowledgement("u1", "bob", "1"));
        (await DrainedAsync()).ShouldBe(["alice", "", "shop"]);
        await gateway.PublishAsync(From("bob", "1"), FakeGateway.Acknowledgement("u1", "", "1"));
        (await DrainedAsync()).ShouldBe(["alice", "shop"]);
        await gateway.PublishAsync(FakeGateway.Acknowledgement("u1", "shop", "1"), FakeGateway.Acknowledgement("u1", "alice", "1"));
        (await DrainedAsync()).ShouldBeEmpty();
        await gateway.PublishAsync(From(null, "2") with { Publisher = "shop" }, From("alice", "2"));
        await DrainedAsync();
        using var client = stack.Client();
        var pending = (await client.GetFromJsonAsync<JsonElement>("/api/v1/users/u1/pending")).GetProperty("messages").EnumerateArray();
        pending.Select(frame => (Text(frame, "sender"), Text(frame, "publisher"))).ShouldBe([(null, "shop"), ("alice", null)]);

        static string? Text(JsonElement frame, string name) => frame.TryGetProperty(name, out var value) ? value.GetString() : null;

        async Task<List<string>> DrainedAsync() => [.. (await gateway.DrainAsync("u1")).Select(item => item.Scope)];
    }

    [Fact]
    public async Task Room_SameIdOfTwoPublishers_GetTwoOffsetsAndKeepThemWhenHandledAgain()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        BatchEntry[] entries =
        [
            FakeGateway.Room("chat:a", "1"),
            FakeGateway.Room("chat:a", "1") with { Sender = "bob" },
            FakeGateway.Room("chat:a", "1") with { Sender = null, Publisher = "shop" },
        ];
        await gateway.PublishAsync([.. entries, .. entries]);
        await Eventually.Async(() => gateway.Received.Count == 3);
        gateway.Received.Select(entry => (entry.Scope, entry.Offset)).ShouldBe([("alice", 1L), ("bob", 2L), ("shop", 3L)]);

        var connection = await gateway.Broker.GetAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        var plan = new BatchPlan();
        foreach (var entry in entries.Reverse())
        {
            plan.Messages.Add(new PendingMessage(entry, MessageKey.Of(entry.Target, entry.Scope, "1"), PendingKind.History, "chat:a", 0, redelivered: true, "g1") { ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) });
        }

        await stack.Get<BatchHandler>().HandleAsync(plan, channel, CancellationToken.None);
        await Eventually.Async(() => gateway.Received.Count == 6);
        gateway.Received.Skip(3).Select(entry => (entry.Scope, entry.Offset)).ShouldBe([("shop", 3L), ("bob", 2L), ("alice", 1L)]);
    }

    [Theory]
    [InlineData("AnyDevice")]
    [InlineData("EveryDevice")]
    public async Task Acknowledge_IdThatWasNotWritten_TakesWhatIsStoredAndNothingElse(string doneWhen)
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:DoneWhen=" + doneWhen);
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.DrainAsync("u1", "phone");
        await gateway.PublishAsync(From("alice", "once"), From("alice", "twice"), From("bob", "twice"));
        await gateway.DrainAsync("u1", "phone");

        await gateway.AcknowledgeByIdAsync("u1", "phone", "once", "twice", "never", "no\0text");
        (await gateway.DrainAsync("u1", "phone")).Select(item => (item.Scope, item.MessageId)).ShouldBe([("alice", "twice"), ("bob", "twice")]);
        (await stack.ScalarAsync<long>("SELECT count(*) FROM dedupe")).ShouldBe(3, "an id that nobody was given leaves no trace");
        (await stack.ScalarAsync<long>("SELECT count(*) FROM receipts")).ShouldBe(doneWhen == "EveryDevice" ? 1 : 0);

        await gateway.PublishAsync(From("alice", "never"));
        (await gateway.DrainAsync("u1", "phone")).Select(item => item.MessageId).ShouldBe(["twice", "twice", "never"]);
    }

    [Fact]
    public async Task Acknowledge_IdInTheBatchOfItsMessage_DoesNotTakeIt()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.PublishAsync(FakeGateway.Acknowledgement("u1", null, "1") with { Flags = EntryFlags.None }, From("alice", "1"));
        (await gateway.DrainAsync("u1")).Single().MessageId.ShouldBe("1");
    }

    [Theory]
    [InlineData("AnyDevice")]
    [InlineData("EveryDevice")]
    public async Task Acknowledge_MessageThatAVersionOfBeforeStored_TakesIt(string doneWhen)
    {
        await using var stack = await DeliveryStack.StartAsync(servers, "--Delivery:DoneWhen=" + doneWhen);
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.DrainAsync("u1", "phone");
        await stack.ScalarAsync<long>("""
            SELECT ordinal FROM accept_messages(
                ARRAY[gen_random_uuid(), gen_random_uuid()], '{0,0}'::smallint[], '{u1,u1}', '{1,1}', '{note,note}', '{alice,NULL}', ARRAY['{}'::bytea, '{}'::bytea],
                '{NULL,NULL}', ARRAY[now(), now()], ARRAY[now() + interval '1 day', now() + interval '1 day'], '{f,f}'::boolean[], now())
            """);
        (await gateway.DrainAsync("u1", "phone")).Select(item => item.Scope).ShouldBe(["alice", ""]);

        await gateway.PublishAsync(FakeGateway.Acknowledgement("u1", "", "1") with { Sender = "phone" });
        (await gateway.DrainAsync("u1", "phone")).Select(item => item.Scope).ShouldBe(["alice"]);
        await gateway.PublishAsync(FakeGateway.Acknowledgement("u1", "alice", "1") with { Sender = "phone" });
        (await gateway.DrainAsync("u1", "phone")).ShouldBeEmpty();
        (await stack.ScalarAsync<long>("SELECT count(*) FROM inbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Acknowledge_MessageThatWaitedLongerThanItsKey_CountsAsTaken()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        await gateway.PublishAsync(From("alice", "1"));
        await gateway.DrainAsync("u1");
        await stack.ScalarAsync<long>("WITH swept AS (DELETE FROM dedupe RETURNING key) SELECT count(*) FROM swept");

        var connection = await gateway.Broker.GetAsync(CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync();
        var key = MessageKey.Of("user.u1", "alice", "1");
        var acknowledged = new Acknowledged(key, "user.u1", "u1", "alice", "1", "g1");
        var plan = new BatchPlan();
        plan.Acknowledged.Add(key, acknowledged);
        await stack.Get<BatchHandler>().HandleAsync(plan, channel, CancellationToken.None);

        acknowledged.IsEarly.ShouldBeFalse();
        acknowledged.Taken.ShouldNotBeNull().Key.ShouldBe(key);
    }

    [Fact]
    public async Task IdempotencyKey_OfTwoPrincipals_IsTwoMessagesWhicheverWayTheyCame()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        foreach (var subject in new[] { "shop;realtime.publish", "bank;realtime.publish", "u1;realtime.connect", "shop;realtime.publish" })
        {
            using var client = stack.Client(subject);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/users/u1/messages") { Content = JsonContent.Create(new { type = "note" }) };
            request.Headers.Add("Idempotency-Key", "order-1");
            (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        // The same principals over their sockets say the same again.
        await gateway.PublishAsync(From("shop", "order-1"), From("u1", "order-1"));
        (await gateway.DrainAsync("u1")).Select(item => (item.Scope, item.Sender)).ShouldBe([("shop", null), ("bank", null), ("u1", "u1")]);
    }

    [Fact]
    public async Task PlainJson_ApplicationsThatNameThemselves_HaveTheirOwnIds()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        foreach (var application in new[] { "shop", "bank", null, "shop", null })
        {
            var properties = new BasicProperties { AppId = application, Persistent = true };
            await gateway.Confirmed.PublishAsync(BusNames.PublishExchange, "user.u1", Encoding.UTF8.GetBytes("""{"type":"note","message_id":"1"}"""), properties, CancellationToken.None);
        }

        await Eventually.PassesAsync(async () => (await gateway.DrainAsync("u1")).Select(item => (item.Scope, item.Sender)).ShouldBe([("shop", null), ("bank", null), ("", null)]));
    }

    [Fact]
    public async Task Journey_OfOneIdOfTwoPublishers_TellsThemApart()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1");
        using var client = stack.Client();
        await gateway.PublishAsync(From("alice", "1"), From(null, "1"));
        await gateway.JourneyAsync("user.u1", "1", "written");
        await gateway.AcknowledgeAsync("u1", "1");
        await gateway.PublishAsync(FakeGateway.Room("chat:a", "1") with { Sender = null, Publisher = "shop" });

        await Eventually.PassesAsync(async () =>
        {
            var journey = await client.GetFromJsonAsync<JsonElement>("/api/v1/messages/1/journey");
            journey.GetProperty("steps").GetArrayLength().ShouldBe(8);
            journey.GetProperty("messages").EnumerateArray().Select(Summary).ShouldBe(
                ["user.u1 alice: accepted stored written acknowledged", "user.u1 : accepted stored", "room.chat:a shop: accepted stored"], ignoreOrder: true);
        });

        static string Summary(JsonElement message)
        {
            var publisher = message.TryGetProperty("publisher", out var given) ? given.GetString() : "";
            var steps = message.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString()!).OrderBy(step => "accepted stored written acknowledged".IndexOf(step, StringComparison.Ordinal));
            return $"{message.GetProperty("target").GetString()} {publisher}: {string.Join(' ', steps)}";
        }
    }

    private static BatchEntry From(string? sender, string id) => FakeGateway.Direct("u1", id) with { Sender = sender };
}
