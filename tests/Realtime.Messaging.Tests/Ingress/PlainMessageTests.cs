using System.Text;
using Realtime.Messaging.Ingress;

namespace Realtime.Messaging.Tests.Ingress;

public class PlainMessageTests
{
    [Theory]
    [InlineData("room.chat:1", PlainTarget.Room, "chat:1")]
    [InlineData("room.a.b.c", PlainTarget.Room, "a.b.c")]
    [InlineData("user.u1", PlainTarget.User, "u1")]
    [InlineData("user.a.b@c", PlainTarget.User, "a.b@c")]
    [InlineData("all", PlainTarget.All, "")]
    public void TryParse_GoodEnvelope_IsAccepted(string key, PlainTarget target, string name)
    {
        var body = Utf8(""" {"message_id":"m1","data": {"a" : [1, "x"]} ,"type":"note","ttl_seconds":5,"other":{"type":1}} """);
        PlainMessage.TryParse(key, body, out var message, out _).ShouldBe(PlainVerdict.Accepted);
        message!.Target.ShouldBe(target);
        message.Name.ShouldBe(name);
        message.Type.ShouldBe("note");
        message.MessageId.ShouldBe("m1");
        message.TtlSeconds.ShouldBe(5);
        Encoding.UTF8.GetString(message.Data.Span).ShouldBe("""{"a" : [1, "x"]}""");
    }

    [Fact]
    public void TryParse_OnlyType_HasEmptyDataAndNoId()
    {
        PlainMessage.TryParse("user.u1", Utf8("""{"type":"t"}"""), out var message, out _).ShouldBe(PlainVerdict.Accepted);
        Encoding.UTF8.GetString(message!.Data.Span).ShouldBe("{}");
        message.MessageId.ShouldBeNull();
        message.TtlSeconds.ShouldBe(0);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("rooms.x")]
    [InlineData("websocket.c.a.nothing")]
    [InlineData("websocket.c.a.messages")]
    [InlineData("websocket.c.a")]
    [InlineData("")]
    public void TryParse_UnknownKey_IsDropped(string key) =>
        PlainMessage.TryParse(key, Utf8("""{"type":"t"}"""), out _, out _).ShouldBe(PlainVerdict.UnknownKey);

    [Theory]
    [InlineData("room.x", "not json")]
    [InlineData("room.x", "")]
    [InlineData("room.x", "[1]")]
    [InlineData("room.x", "\"type\"")]
    [InlineData("room.x", "{\"type\":\"t\"} trailing")]
    [InlineData("room.x", "{\"type\":\"t\"")]
    [InlineData("room.x", "{}")]
    [InlineData("room.x", "{\"type\":1}")]
    [InlineData("room.x", "{\"type\":{\"type\":\"t\"}}")]
    [InlineData("room.x", "{\"type\":\"\"}")]
    [InlineData("room.x", "{\"type\":\"\\ud800\"}")]
    [InlineData("room.x", "{\"type\":\"welcome\"}")]
    [InlineData("user.x", "{\"type\":\"inbox_overflow\"}")]
    [InlineData("all", "{\"type\":\"server_dr\\u0061ining\"}")]
    [InlineData("room.x", "{\"type\":\"t\\u0000\"}")]
    [InlineData("room.x", "{\"type\":\"t\",\"message_id\":\"a\\u0000\"}")]
    [InlineData("room.x", "{\"type\":\"t\",\"message_id\":5}")]
    [InlineData("room.x", "{\"type\":\"t\",\"message_id\":\"\"}")]
    [InlineData("room.x", "{\"type\":\"t\",\"ttl_seconds\":-1}")]
    [InlineData("room.x", "{\"type\":\"t\",\"ttl_seconds\":\"5\"}")]
    [InlineData("room.a b", "{\"type\":\"t\"}")]
    [InlineData("room.", "{\"type\":\"t\"}")]
    [InlineData("user.", "{\"type\":\"t\"}")]
    [InlineData("user.a*b", "{\"type\":\"t\"}")]
    [InlineData("websocket.c.a.chats", "[]")]
    [InlineData("websocket.c.a.chats", "nope")]
    public void TryParse_BadBodyOrName_IsDeadWithAReason(string key, string body)
    {
        PlainMessage.TryParse(key, Utf8(body), out var message, out var reason).ShouldBe(PlainVerdict.Dead);
        message.ShouldBeNull();
        reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void TryParse_NotUtf8_IsDead() =>
        PlainMessage.TryParse("room.x", new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)'}' }, out _, out _).ShouldBe(PlainVerdict.Dead);

    [Fact]
    public void TryParse_IdTooLong_IsDead() =>
        PlainMessage.TryParse("room.x", Utf8($$"""{"type":"t","message_id":"{{new string('x', 65)}}"}"""), out _, out _).ShouldBe(PlainVerdict.Dead);

    [Theory]
    [InlineData("websocket.c1.a1.chats", "chats", null)]
    [InlineData("websocket.c1.a1.agents", "agents", null)]
    [InlineData("websocket.c1.a1.contacts", "contacts", null)]
    [InlineData("websocket.c1.a1.messages.x.9", "messages", "x.9")]
    public void TryParse_AgentKey_CarriesTheBodyWhole(string key, string kind, string? chat)
    {
        PlainMessage.TryParse(key, Utf8("""{"row_data":{"n":1}}"""), out var message, out _).ShouldBe(PlainVerdict.Accepted);
        message!.Agent.ShouldBe(new AgentEventKey("c1", "a1", kind, chat));
        Encoding.UTF8.GetString(message.Data.Span).ShouldBe("""{"row_data":{"n":1}}""");
    }

    [Fact]
    public void TryParse_RandomChanges_NeverThrow()
    {
        var random = new Random(11);
        var original = Utf8("""{"message_id":"m1","data":{"a":[1,"x"]},"type":"note","ttl_seconds":5}""").ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = original.ToArray();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Should.NotThrow(() => PlainMessage.TryParse("room.x", bytes, out _, out _));
        }
    }

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
