using System.Text;
using Realtime.Gateway.SocketIo.Packets;

namespace Realtime.Gateway.Tests.SocketIo;

public sealed class PacketReaderTests
{
    private readonly PacketReader _reader = new(maxAttachments: 10);

    [Theory]
    [InlineData("0", "/", "")]
    [InlineData("0{\"token\":\"123\"}", "/", "{\"token\":\"123\"}")]
    [InlineData("0/user,{\"token\":\"abc\"}", "/user", "{\"token\":\"abc\"}")]
    [InlineData("0/user", "/user", "")]
    [InlineData("0/user?x=1,", "/user", "")]
    public void TryReadText_Connect_HasNamespaceAndPayload(string text, string name, string data)
    {
        var packet = Read(text);
        packet.Type.ShouldBe(PacketType.Connect);
        packet.Namespace.ShouldBe(name);
        Encoding.UTF8.GetString(packet.Data.Span).ShouldBe(data);
    }

    [Theory]
    [InlineData("2[\"message\",1,\"2\",{\"3\":[true]}]", "/", null, "message", "1,\"2\",{\"3\":[true]}")]
    [InlineData("2/user,12[\"move\"]", "/user", 12ul, "move", "")]
    [InlineData("2[5,null]", "/", null, "5", "null")]
    [InlineData("2 [ \"a,]\" , \"b\" ]", "/", null, "a,]", "\"b\"")]
    public void TryReadText_Event_HasNameAndArguments(string text, string name, ulong? ackId, string eventName, string arguments)
    {
        var packet = Read(text);
        packet.Type.ShouldBe(PacketType.Event);
        packet.Namespace.ShouldBe(name);
        packet.AckId.ShouldBe(ackId);
        EventArguments.NameOf(packet.Data.Span).ShouldBe(eventName);
        Encoding.UTF8.GetString(EventArguments.After(packet.Data).Span).ShouldBe(arguments);
    }

    [Theory]
    [InlineData("2[\"a\"]", "")]
    [InlineData("2[\"a\",{\"x\":[1,2]},3]", "{\"x\":[1,2]}")]
    [InlineData("2[\"a\", null ]", "null")]
    public void First_Event_IsTheRawFirstArgument(string text, string expected) =>
        Encoding.UTF8.GetString(EventArguments.First(Read(text).Data).Span).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("7")]
    [InlineData("0[]")]
    [InlineData("0{")]
    [InlineData("0{\"a\":1}x")]
    [InlineData("1{}")]
    [InlineData("2")]
    [InlineData("2{}")]
    [InlineData("2[]")]
    [InlineData("2[{}]")]
    [InlineData("2[\"\\ud800\"]")]
    [InlineData("2[\"a\",")]
    [InlineData("2[\"connect\"]")]
    [InlineData("2[\"disconnecting\"]")]
    [InlineData("2[\"new\\u004cistener\"]")]
    [InlineData("2abc[\"message\"]")]
    [InlineData("299999999999999999999999[\"message\"]")]
    [InlineData("3{}")]
    [InlineData("4{\"message\":\"x\"}")]
    [InlineData("5[\"a\"]")]
    [InlineData("5-[\"a\"]")]
    [InlineData("5+1-[\"a\"]")]
    [InlineData("51[\"a\"]")]
    [InlineData("511-[\"a\"]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true}]")]
    public void TryReadText_NoPacket_IsRefused(string text) =>
        _reader.TryReadText(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void TryReadText_NestedBeyondTheDepthLimit_IsRefused() =>
        _reader.TryReadText(Encoding.UTF8.GetBytes("2[\"a\"," + new string('[', 5000) + new string(']', 5000) + "]"), out _).ShouldBeFalse();

    [Fact]
    public void TryReadBinary_AfterABinaryEvent_CompletesIt()
    {
        _reader.TryReadText("52-7[\"m\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]"u8.ToArray(), out var packet).ShouldBeTrue();
        packet.ShouldBeNull();
        _reader.TryReadBinary(new byte[] { 1, 2, 3 }, out packet).ShouldBeTrue();
        packet.ShouldBeNull();
        _reader.TryReadBinary(new byte[] { 4 }, out packet).ShouldBeTrue();

        packet.ShouldNotBeNull();
        packet.Type.ShouldBe(PacketType.Event);
        packet.AckId.ShouldBe(7ul);
        packet.Attachments.Select(one => one.ToArray()).ShouldBe([[1, 2, 3], [4]]);
    }

    [Fact]
    public void TryReadBinary_NotAwaited_IsRefused() => _reader.TryReadBinary(new byte[] { 1 }, out _).ShouldBeFalse();

    [Fact]
    public void TryReadText_WhileAttachmentsAreAwaited_IsRefused()
    {
        _reader.TryReadText("51-[\"m\",{\"_placeholder\":true,\"num\":0}]"u8.ToArray(), out _).ShouldBeTrue();
        _reader.TryReadText("2[\"m\"]"u8.ToArray(), out _).ShouldBeFalse();
    }

    private Packet Read(string text)
    {
        _reader.TryReadText(Encoding.UTF8.GetBytes(text), out var packet).ShouldBeTrue();
        return packet.ShouldNotBeNull();
    }
}
