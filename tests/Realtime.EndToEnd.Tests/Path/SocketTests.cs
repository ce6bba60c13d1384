using Realtime.EndToEnd.Tests.Client;
using Realtime.EndToEnd.Tests.Stack;
using Realtime.Testing;

namespace Realtime.EndToEnd.Tests.Path;

[Collection(StackCollection.Name)]
public sealed class SocketTests(StackFixture stack)
{
    [Fact]
    public async Task Connecting_with_realtime_v1_is_welcomed()
    {
        var token = await stack.Tokens.ForUserAsync("welcome-1");

        await using var socket = await NativeSocket.ConnectAsync(stack.Edge, $"/ws/connect?token={token}", "realtime.v1");

        socket.SubProtocol.ShouldBe("realtime.v1");
        var welcome = await socket.WaitForAsync("welcome");
        ((string?)welcome["data"]!["user_id"]).ShouldBe("welcome-1");
        ((int?)welcome["data"]!["ping_interval_ms"]).ShouldBe(54_000);
        ((int?)welcome["data"]!["max_message_bytes"]).ShouldBe(65_536);
        ((string?)welcome["message_id"]).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Ping_answers_pong()
    {
        await using var socket = await stack.ConnectAsync("pinger");

        await socket.SendAsync(new { type = "ping", message_id = "p1" });

        var pong = await socket.WaitForAsync("pong");
        ((string?)pong["data"]!["status"]).ShouldBe("ok");
        ((string?)pong["reply_to"]).ShouldBe("p1");
    }

    [Fact]
    public async Task Messages_cross_between_gateways_over_the_broker()
    {
        // Replicas are balanced by the number of their sockets, so a few of them stand on both, once the edge knows both.
        var members = new List<NativeSocket>();
        try
        {
            await Eventually.Async(
                async () =>
                {
                    var member = await stack.ConnectAsync($"crosser-{members.Count}");
                    members.Add(member);
                    (await member.SubscribeAsync("room:crossing"))["type"]!.GetValue<string>().ShouldBe("ack");
                    return members.Count >= 6 && (await stack.Run.GatewayConnectionsAsync()).All(connections => connections > 0);
                },
                TimeSpan.FromSeconds(60),
                "one gateway got no socket");

            var ack = await members[0].AskAsync("publish", new { room = "room:crossing", type = "note", data = new { text = "hi" } });

            ((string?)ack["type"]).ShouldBe("ack");
            foreach (var member in members.Skip(1))
            {
                var note = await member.WaitForAsync("note");
                ((string?)note["data"]!["text"]).ShouldBe("hi");
                ((string?)note["room"]).ShouldBe("room:crossing");
                ((string?)note["sender"]).ShouldBe("crosser-0");
            }

            members[0].Frames.ShouldNotContain(frame => (string?)frame["type"] == "note");
        }
        finally
        {
            foreach (var member in members)
            {
                await member.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_direct_message_reaches_every_device_of_the_user()
    {
        await using var sender = await stack.ConnectAsync("direct-sender");
        await using var phone = await stack.ConnectAsync("direct-reader");
        await using var laptop = await stack.ConnectAsync("direct-reader");

        var ack = await sender.AskAsync("direct", new { user_id = "direct-reader", type = "hello", data = new { n = 1 } });

        ((bool?)ack["data"]!["accepted"]).ShouldBe(true);
        foreach (var device in new[] { phone, laptop })
        {
            var hello = await device.WaitForAsync("hello");
            ((bool?)hello["durable"]).ShouldBe(true);
            ((string?)hello["sender"]).ShouldBe("direct-sender");
            ((string?)hello["message_id"]).ShouldBe((string?)ack["data"]!["message_id"]);
        }
    }

    [Fact]
    public async Task A_room_with_history_numbers_its_messages_and_resumes_where_a_reader_left()
    {
        var room = $"chat:{Guid.NewGuid():N}";
        await using var writer = await stack.ConnectAsync("history-writer");
        await using (var reader = await stack.ConnectAsync("history-reader"))
        {
            await reader.SubscribeAsync(room);
            await writer.AskAsync("publish", new { room, type = "line", data = 1 });
            ((long?)(await reader.WaitForAsync("line"))["offset"]).ShouldBe(1);
        }

        for (var n = 2; n <= 5; n++)
        {
            await writer.AskAsync("publish", new { room, type = "line", data = n });
        }

        await using var late = await stack.ConnectAsync("history-reader");
        var head = await late.AskAsync("subscription", new { action = "subscribe", room });
        var epoch = (string?)head["data"]!["epoch"];
        await using var resumed = await stack.ConnectAsync("history-reader");
        var ack = await resumed.AskAsync("subscription", new { action = "subscribe", room, recover = new { epoch, offset = 1 } });

        ((bool?)ack["data"]!["recovered"]).ShouldBe(true);
        ((int?)ack["data"]!["missed"]).ShouldBe(4);
        for (var n = 2; n <= 5; n++)
        {
            var line = await resumed.WaitForAsync("line");
            ((long?)line["offset"]).ShouldBe(n);
            ((int?)line["data"]).ShouldBe(n);
        }
    }
}
