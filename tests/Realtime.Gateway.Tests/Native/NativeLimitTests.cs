using System.Net.WebSockets;
using Realtime.Gateway.Tests.Cluster;

namespace Realtime.Gateway.Tests.Native;

/// <summary>What a frame may hold, and what is answered when it holds more or something else.</summary>
[Collection(nameof(ClusterCollection))]
public sealed class NativeLimitTests(ClusterFixture cluster)
{
    private TestGateway Gateway => cluster.First;

    [Fact]
    public async Task A_type_may_have_200_characters()
    {
        await using var alice = await cluster.ConnectAsync(Gateway, "n-type-a");
        await using var bob = await cluster.ConnectAsync(Gateway, "n-type-b");
        await bob.SubscribeAsync("cell:type");
        var type = new string('t', 200);

        (await alice.RequestAsync("publish", new { room = "cell:type", type }))["type"]!.GetValue<string>().ShouldBe("ack");
        (await bob.ExpectAsync(type))["room"]!.GetValue<string>().ShouldBe("cell:type");
        ((string?)(await alice.RequestAsync("publish", new { room = "cell:type", type = type + "t" }))["data"]!["code"]).ShouldBe("processing_error");
    }

    [Fact]
    public async Task A_frame_over_64_KiB_closes_1009()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-big");

        await client.SendTextAsync(new string(' ', 65_537));

        (await client.ClosedAsync()).ShouldBe(1009);
    }

    [Fact]
    public async Task A_payload_of_exactly_the_limit_arrives_whole()
    {
        await using var alice = await cluster.ConnectAsync(Gateway, "n-full-a");
        await using var bob = await cluster.ConnectAsync(cluster.Second, "n-full-b");
        await bob.SubscribeAsync("cell:full");
        const string Head = """{"type":"publish","data":{"room":"cell:full","type":"t","data":""" + "\"";
        const string Tail = "\"}}";

        await alice.SendTextAsync(Head + new string('x', 65_536 - Head.Length - Tail.Length) + Tail);

        ((string?)(await bob.ExpectAsync("t"))["data"])!.Length.ShouldBe(65_536 - Head.Length - Tail.Length);
    }

    [Fact]
    public async Task A_connection_may_be_in_128_rooms()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-rooms");
        for (var i = 0; i < 128; i++)
        {
            await client.SubscribeAsync("cell:r" + i);
        }

        ((string?)(await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:r128" }))["data"]!["code"]).ShouldBe("room_limit");
        ((string?)(await client.RequestAsync("subscription", new { action = "subscribe", room = "cell:r5" }))["type"]).ShouldBe("ack");
    }

    [Theory]
    [InlineData("not json", "invalid_message")]
    [InlineData("[1]", "invalid_message")]
    [InlineData("""{"type":"\ud800"}""", "invalid_message")]
    [InlineData("""{"type":"publish","data":{"room":"\ud800","type":"t"}}""", "processing_error")]
    [InlineData("""{"data":{}}""", "invalid_message")]
    [InlineData("""{"type":"ping","ack":true}""", "invalid_message")]
    [InlineData("""{"type":"ping","message_id":"0123456789012345678901234567890123456789012345678901234567890123456789"}""", "invalid_message")]
    [InlineData("""{"type":"no_such_type"}""", "unsupported_message")]
    [InlineData("""{"type":"auth_required","data":{}}""", "invalid_auth")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"no spaces"}}""", "processing_error")]
    [InlineData("""{"type":"subscription","data":{"action":"jump","room":"cell:1"}}""", "processing_error")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","project_id":"not-a-uuid"}}""", "processing_error")]
    [InlineData("""{"type":"subscription"}""", "processing_error")]
    [InlineData("""{"type":"publish","data":{"room":"cell:1"}}""", "processing_error")]
    [InlineData("""{"type":"publish","data":{"room":"cell:1","type":"welcome"}}""", "processing_error")]
    [InlineData("""{"type":"direct","data":{"user_id":"a b","type":"t"}}""", "processing_error")]
    [InlineData("""{"type":"direct","data":{"user_id":"a","type":"t","ttl_seconds":0}}""", "processing_error")]
    [InlineData("""{"type":"message_ack","data":{"message_ids":"x"}}""", "processing_error")]
    [InlineData("""{"type":"task_updated","data":{"project_id":"7"}}""", "processing_error")]
    [InlineData("""{"type":"presence","data":{"action":"dance"}}""", "processing_error")]
    [InlineData("""{"type":"history","data":{"room":"#"}}""", "processing_error")]
    [InlineData("""{"type":"direct","data":{"user_id":"n-x","type":"a\u0000"}}""", "processing_error")]
    [InlineData("""{"type":"publish","data":{"room":"chat:bad","type":"a\u0000"}}""", "processing_error")]
    [InlineData("""{"type":"direct","message_id":"a\u0000","data":{"user_id":"n-x","type":"a"}}""", "invalid_message")]
    public async Task A_bad_frame_gets_its_error_and_the_socket_stays(string frame, string code)
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-bad");

        await client.SendTextAsync(frame);

        var error = await client.ExpectAsync("error");
        ((string?)error["data"]!["code"]).ShouldBe(code);
        ((string?)error["data"]!["message"]).ShouldNotBeNullOrEmpty();
        await client.PingAsync();
    }

    [Theory]
    [InlineData("""{"type":"history","data":{"room":"chat:1","limit":"many"}}""", "limit")]
    [InlineData("""{"type":"history","data":{"room":"chat:1","limit":0}}""", "limit")]
    [InlineData("""{"type":"history","data":{"room":"chat:1","limit":1.5}}""", "limit")]
    [InlineData("""{"type":"history","data":{"room":"chat:1","before":"x"}}""", "before")]
    [InlineData("""{"type":"history","data":{"room":"chat:1","after":[]}}""", "after")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"chat:1","recover":7}}""", "recover")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"chat:1","recover":{"epoch":"e"}}}""", "recover")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"chat:1","recover":{"epoch":"e","offset":-1}}}""", "recover")]
    [InlineData("""{"type":"subscription","data":{"action":"subscribe","room":"chat:1","recover":{"epoch":"\ud800","offset":1}}}""", "recover")]
    [InlineData("""{"type":"direct","data":{"user_id":"a","type":"t","ttl_seconds":"1"}}""", "ttl_seconds")]
    public async Task A_malformed_field_is_named_rather_than_ignored(string frame, string field)
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-field");

        await client.SendTextAsync(frame);

        var error = await client.ExpectAsync("error");
        ((string?)error["data"]!["code"]).ShouldBe("processing_error");
        ((string?)error["data"]!["details"])!.ShouldStartWith(field);
    }

    [Fact]
    public async Task A_presence_state_that_nobody_could_read_again_is_refused()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-state");
        await client.SubscribeAsync("room:state");

        (await client.RequestAsync("presence", new { action = "set", room = "room:state", state = new { a = "x" } }))["data"]!["room"].ShouldNotBeNull();
        await client.SendTextAsync("""{"type":"presence","message_id":"half","ack":true,"data":{"action":"set","room":"room:state","state":{"a":"\ud800"}}}""");

        ((string?)(await client.ExpectAsync("error"))["data"]!["code"]).ShouldBe("processing_error");
    }

    [Fact]
    public async Task Errors_carry_reply_to()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-reply");

        await client.SendAsync(new { type = "nothing", message_id = "m-1" });

        ((string?)(await client.ExpectAsync("error"))["reply_to"]).ShouldBe("m-1");
    }

    [Fact]
    public async Task Binary_frames_that_are_no_text_are_refused()
    {
        await using var client = await cluster.ConnectAsync(Gateway, "n-bin-bad");

        await client.SendBytesAsync([.. """{"type":"publish","data":{"room":"cell:bin","type":"t","data":"""u8, (byte)'"', 0xC3, (byte)'"', .. "}}"u8], WebSocketMessageType.Binary);

        ((string?)(await client.ExpectAsync("error"))["data"]!["code"]).ShouldBe("invalid_message");
    }
}
