using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Realtime.Contracts.Commands;
using Realtime.Contracts.DomainEvents;
using Realtime.Contracts.Wire;
using Realtime.Messaging.Batches;
using Realtime.Messaging.Publishing;
using Realtime.Messaging.Topology;
using Realtime.OfflineDelivery.Tests.Support;
using Realtime.Testing;

namespace Realtime.OfflineDelivery.Tests.Ingress;

public class IngressTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private static readonly JsonElement Data = JsonDocument.Parse("""{"a_b":1}""").RootElement;

    [Fact]
    public async Task PlainJson_EveryKey_ReachesItsTarget()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#", "user.#");
        await PublishAsync(gateway, "room.chat:a", """{"type":"t1","data":{"x":1},"message_id":"r1"}""");
        await PublishAsync(gateway, "room.chat:a", """{"type":"t1","data":{"x":1},"message_id":"r1"}""");
        await PublishAsync(gateway, "user.u1", """{"type":"t2","data":{"x":2}}""");
        await PublishAsync(gateway, "all", """{"type":"t3"}""");
        await PublishAsync(gateway, "websocket.c1.a1.messages.x1", """{"message_id":"m1","row_data":{"n":1}}""");
        await PublishAsync(gateway, "websocket.c1.a1.agents", """{"event_id":"e1","row_data":{}}""");
        await PublishAsync(gateway, "some.other.key", """{"type":"t"}""");
        await PublishAsync(gateway, "room.chat:a", """{"type":"last","message_id":"r2"}""");

        await Eventually.Async(() => gateway.Received.Any(entry => entry.Type == "last"));
        await Eventually.Async(() => gateway.Of(EntryKind.RoomMessage).Count == 8 && gateway.Of(EntryKind.UserMessage).Count > 0 && gateway.Of(EntryKind.Broadcast).Count > 0);
        var room = gateway.Received.Where(entry => entry.Target == "room.chat:a").ToList();
        room.Select(entry => (entry.MessageId, entry.Offset, entry.Sender)).ShouldBe([("r1", 1L, null), ("r2", 2L, null)]);
        var direct = gateway.Of(EntryKind.UserMessage).Single();
        Guid.Parse(direct.MessageId!).Version.ShouldBe(7);
        (await gateway.DrainAsync("u1")).Single().MessageId.ShouldBe(direct.MessageId);
        gateway.Of(EntryKind.Broadcast).Single().Type.ShouldBe("t3");
        var chat = gateway.Received.Single(entry => entry.Target == "room.agentchat:c1/a1/x1");
        chat.Offset.ShouldBe(1);
        var payload = JsonDocument.Parse(chat.Data).RootElement;
        Text(payload, "event_type").ShouldBe("message");
        (Text(payload, "company_id"), Text(payload, "agent_id"), Text(payload, "chat_id"), Text(payload, "message_id")).ShouldBe(("c1", "a1", "x1", "m1"));
        Text(payload, "event_id").ShouldBe(chat.MessageId);
        gateway.Received.Where(entry => entry.MessageId == "e1").Select(entry => entry.Target).ShouldBe(
            ["room.agent:c1/a1", "room.agentadmin:c1/a1", "room.agentadmin:c1/", "room.agentadmin:/a1", "room.agentadmin:/"], ignoreOrder: true);
    }

    [Fact]
    public async Task PlainJson_ToAUser_IsLiveInTheOrderOfTheQueueWhateverItsIdentities()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "user.#");
        // What waits in the queue while the service is away comes before what is published with a gateway listening.
        await stack.RemoveReplicaAsync(stack.First);
        for (var i = 0; i < 600; i++)
        {
            await PublishAsync(gateway, "user.u1", i % 3 == 0 ? $$"""{"type":"t","data":{{i}}}""" : $$"""{"type":"t","data":{{i}},"message_id":"m{{i}}"}""");
        }

        await stack.AddReplicaAsync();
        for (var i = 600; i < 700; i++)
        {
            await PublishAsync(gateway, "user.u1", $$"""{"type":"t","data":{{i}},"message_id":"m{{i}}"}""");
        }

        await Eventually.Async(() => gateway.Of(EntryKind.UserMessage).Count >= 700, TimeSpan.FromSeconds(60));
        gateway.Of(EntryKind.UserMessage).Select(entry => int.Parse(Encoding.UTF8.GetString(entry.Data.Span))).ShouldBe(Enumerable.Range(0, 700));
        gateway.Strange.ShouldBeEmpty();
        (await gateway.DrainAsync("u1")).Select(entry => int.Parse(Encoding.UTF8.GetString(entry.Data.Span))).ShouldBe(Enumerable.Range(0, 700));
    }

    [Fact]
    public async Task PlainJson_IdentityInTheProperties_CountsWhenTheBodyHasNone()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        foreach (var body in new[] { """{"type":"a"}""", """{"type":"a"}""", """{"type":"b","message_id":"own"}""" })
        {
            var properties = new RabbitMQ.Client.BasicProperties { MessageId = "from-properties" };
            (await gateway.Confirmed.PublishAsync(BusNames.PublishExchange, "room.chat:a", Encoding.UTF8.GetBytes(body), properties)).ShouldBe(PublishResult.Confirmed);
        }

        await Eventually.Async(() => gateway.Of(EntryKind.RoomMessage).Any(entry => entry.MessageId == "own"));
        gateway.Of(EntryKind.RoomMessage).Select(entry => (entry.MessageId, entry.Offset)).ShouldBe([("from-properties", 1L), ("own", 2L)]);
    }

    [Fact]
    public async Task Message_ThatNoQueueTook_IsNotAcceptedAndPlainJsonWaits()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        await using var channel = await (await gateway.Broker.GetAsync(CancellationToken.None)).CreateChannelAsync();
        using var client = stack.Client();
        for (var shard = 0; shard < 4; shard++)
        {
            await channel.QueueUnbindAsync(Shard.Queue(shard), BusNames.ShardsExchange, Shard.Key(shard));
        }

        (await PostAsync()).ShouldBe(HttpStatusCode.ServiceUnavailable);
        await PublishAsync(gateway, "room.chat:a", """{"type":"plain","message_id":"p1"}""");
        (await PostAsync()).ShouldBe(HttpStatusCode.ServiceUnavailable);
        for (var shard = 0; shard < 4; shard++)
        {
            await channel.QueueBindAsync(Shard.Queue(shard), BusNames.ShardsExchange, Shard.Key(shard));
        }

        await Eventually.Async(() => gateway.Of(EntryKind.RoomMessage).Any(entry => entry.MessageId == "p1"), TimeSpan.FromSeconds(60));
        (await PostAsync()).ShouldBe(HttpStatusCode.Accepted);
        await Eventually.Async(() => gateway.Of(EntryKind.RoomMessage).Any(entry => entry.MessageId == "h1"), TimeSpan.FromSeconds(60));
        gateway.Of(EntryKind.RoomMessage).Select(entry => (entry.MessageId, entry.Offset)).ShouldBe([("p1", 1L), ("h1", 2L)]);

        async Task<HttpStatusCode> PostAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/rooms/chat:a/messages") { Content = new StringContent("""{"type":"http"}""", Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", "h1");
            using var response = await client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task PlainJson_Bad_IsADeadLetterThatCanBeRedriven()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#");
        await PublishAsync(gateway, "room.chat:a", "no json");
        await PublishAsync(gateway, "room.chat:a", """{"data":1}""");
        await PublishAsync(gateway, "room.chat:a", """{"type":"good"}""");
        using var client = stack.Client();
        await Eventually.PassesAsync(async () =>
        {
            var list = await client.GetFromJsonAsync<JsonElement>("/api/v1/dead-letters");
            list.GetProperty("total").GetInt64().ShouldBe(2);
            list.GetProperty("messages").EnumerateArray().Select(letter => (Text(letter, "routing_key"), Text(letter, "body"))).ShouldBe([("room.chat:a", "no json"), ("room.chat:a", """{"data":1}""")]);
            Text(list.GetProperty("messages")[1], "reason").ShouldBe("The body lacks a string 'type'.");
        });
        await Eventually.PassesAsync(() =>
        {
            gateway.Of(EntryKind.RoomMessage).Single().Type.ShouldBe("good");
            return Task.CompletedTask;
        });
        var redriven = await (await client.PostAsync("/api/v1/dead-letters/redrive", null)).Content.ReadFromJsonAsync<JsonElement>();
        redriven.GetProperty("redriven").GetInt32().ShouldBe(2);
        await Eventually.Async(async () => (await client.GetFromJsonAsync<JsonElement>("/api/v1/dead-letters")).GetProperty("total").GetInt64() == 2);
    }

    [Fact]
    public async Task Commands_FromMassTransit_MeanTheSame()
    {
        await using var stack = await DeliveryStack.StartAsync(servers);
        await using var gateway = await stack.GatewayAsync("g1", "room.#", "user.#");
        await using var bus = await EventLog.StartAsync(stack.BrokerAddress);
        await bus.Bus.Publish(new SendToUser("u1", "hello", Data, "s1"));
        await bus.Bus.Publish(new PublishToRoom("chat:a", "note", Data));
        await bus.Bus.Publish(new PublishToRoom("not a room", "note", Data));
        await bus.Bus.Publish(new Broadcast("all_of_you", Data));
        await bus.Bus.Publish(new Broadcast("server_draining", Data));
        await bus.Bus.Publish(new SendToUser("u1", "inbox_overflow", Data));
        var project = Guid.NewGuid();
        var task = Guid.NewGuid();
        await bus.Bus.Publish(new TaskUpdated(task, project, new Dictionary<string, FieldChange> { ["status"] = new(JsonDocument.Parse("\"TODO\"").RootElement, JsonDocument.Parse("\"DONE\"").RootElement) }, Data));
        await bus.Bus.Publish(new AgentEventRaised("chats", "c1", "a1", null, null, Data, "e1"));

        await Eventually.Async(() => gateway.Received.Count(entry => entry.Kind != EntryKind.DrainEnd) == 6, TimeSpan.FromSeconds(60));
        var direct = gateway.Of(EntryKind.UserMessage).Single();
        (direct.Target, direct.MessageId, Encoding.UTF8.GetString(direct.Data.Span)).ShouldBe(("user.u1", "s1", """{"a_b":1}"""));
        gateway.Of(EntryKind.Broadcast).Single().Type.ShouldBe("all_of_you");
        var updates = gateway.Received.Where(entry => entry.Target == $"room.project:{project}").ToList();
        updates.Select(entry => (entry.Type, entry.Offset)).ShouldBe([("task_updated", 1L), ("status_changed", 2L)]);
        Encoding.UTF8.GetString(updates[0].Data.Span).ShouldBe($$$"""{"task_id":"{{{task}}}","project_id":"{{{project}}}","changes":{"status":{"old":"TODO","new":"DONE"}},"task":{"a_b":1}}""");
        Encoding.UTF8.GetString(updates[1].Data.Span).ShouldBe($$"""{"entity_id":"{{task}}","entity_type":"task","old_status":"TODO","new_status":"DONE","project_id":"{{project}}"}""");
        Text(JsonDocument.Parse(gateway.Received.Single(entry => entry.Target == "room.agent:c1/a1").Data).RootElement, "event_type").ShouldBe("chat");
        using var client = stack.Client();
        await Eventually.PassesAsync(async () =>
        {
            var dead = await client.GetFromJsonAsync<JsonElement>("/api/v1/dead-letters");
            dead.GetProperty("messages").EnumerateArray().Select(letter => Text(letter, "reason")).ShouldBe(
                [
                    "The room name is not valid.",
                    "'type' must not be 'server_draining': the server itself speaks with it.",
                    "'type' must not be 'inbox_overflow': the server itself speaks with it.",
                ],
                ignoreOrder: true);
        });
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task PublishAsync(FakeGateway gateway, string key, string body) =>
        (await gateway.Confirmed.PublishAsync(BusNames.PublishExchange, key, Encoding.UTF8.GetBytes(body))).ShouldBe(PublishResult.Confirmed);
}
