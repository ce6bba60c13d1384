using System.Buffers;
using System.Text;
using Realtime.Gateway.SocketIo.Engine;

namespace Realtime.Gateway.Tests.SocketIo;

public sealed class PollingPayloadTests
{
    [Fact]
    public void TryRead_SeveralPackets_KeepsTheirOrderAndKinds()
    {
        PollingPayload.TryRead("4hello\u001ebAQIDBA==\u001e2probe\u001e1"u8.ToArray(), 10, out var packets).ShouldBeTrue();

        packets.Select(packet => packet.Type).ShouldBe([EnginePacketType.Message, EnginePacketType.Message, EnginePacketType.Ping, EnginePacketType.Close]);
        Encoding.UTF8.GetString(packets[0].Data.Span).ShouldBe("hello");
        packets[1].IsBinary.ShouldBeTrue();
        packets[1].Data.ToArray().ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("4a\u001e")]
    [InlineData("\u001e4a")]
    [InlineData("b***")]
    [InlineData("bAQI")]
    [InlineData("9")]
    public void TryRead_BadBody_IsRefused(string body) => PollingPayload.TryRead(Encoding.UTF8.GetBytes(body), 10, out _).ShouldBeFalse();

    [Fact]
    public void TryRead_NotUtf8_IsRefused() => PollingPayload.TryRead(new byte[] { (byte)'4', 0xC3, 0x28 }, 10, out _).ShouldBeFalse();

    [Fact]
    public void TryRead_MorePacketsThanAllowed_IsRefused() => PollingPayload.TryRead("4\u001e4\u001e4"u8.ToArray(), 2, out _).ShouldBeFalse();

    [Fact]
    public void Write_Binary_IsBase64WithItsMark()
    {
        var output = new ArrayBufferWriter<byte>();
        var message = EngineMessage.Binary(new byte[] { 1, 2, 3, 4 });
        PollingPayload.Write(output, message);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("bAQIDBA==");
        PollingPayload.LengthOf(message).ShouldBe(output.WrittenCount);
    }
}
