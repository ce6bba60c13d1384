using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Framing;

/// <summary>Pings and pongs (RFC 6455, 5.5.2 and 5.5.3).</summary>
public sealed class ControlFrameCases(EchoHostFixture fixture) : ProtocolCases(fixture)
{
    [Theory]
    [InlineData(0, int.MaxValue)]
    [InlineData(1, int.MaxValue)]
    [InlineData(5, int.MaxValue)]
    [InlineData(124, int.MaxValue)]
    [InlineData(125, int.MaxValue)]
    [InlineData(0, 1)]
    [InlineData(5, 1)]
    [InlineData(125, 1)]
    public async Task Ping_WithPayload_IsAnsweredWithTheSame(int size, int chop)
    {
        await using var client = await ConnectAsync();
        await client.SendChoppedAsync(Frame(Opcode.Ping, Bytes(size)), chop);
        var pong = await client.ReceiveAsync();
        pong!.Opcode.ShouldBe(Opcode.Pong);
        pong.Payload.ShouldBe(Bytes(size));
    }

    [Theory]
    [InlineData(Opcode.Ping)]
    [InlineData(Opcode.Pong)]
    [InlineData(Opcode.Close)]
    public async Task ControlFrame_Over125Bytes_Closes1002(object opcode) =>
        await ShouldFailAsync(1002, Frame((Opcode)opcode, Bytes(126)));

    [Theory]
    [InlineData(Opcode.Ping)]
    [InlineData(Opcode.Pong)]
    [InlineData(Opcode.Close)]
    public async Task ControlFrame_Fragmented_Closes1002(object opcode) =>
        await ShouldFailAsync(1002, Frame((Opcode)opcode, [], final: false));

    [Theory]
    [InlineData("")]
    [InlineData("unsolicited")]
    public async Task Pong_Unasked_IsIgnored(string payload)
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Pong(payload));
        await client.ShouldEchoAsync();
    }

    [Fact]
    public async Task Pong_ThenPing_OnlyThePingIsAnswered()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Pong("unsolicited"), ClientFrame.Ping("asked"));
        var pong = await client.ReceiveAsync();
        pong!.Opcode.ShouldBe(Opcode.Pong);
        pong.Text.ShouldBe("asked");
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task TenPings_AreAnsweredInOrder(int chop)
    {
        await using var client = await ConnectAsync();
        await client.SendChoppedAsync([.. Enumerable.Range(0, 10).SelectMany(i => ClientFrame.Ping($"ping {i}"))], chop);
        for (var i = 0; i < 10; i++)
        {
            (await client.ReceiveAsync())!.Text.ShouldBe($"ping {i}");
        }
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    public async Task Ping_InsideAFragmentedMessage_IsAnsweredFirst(int chop)
    {
        await using var client = await ConnectAsync();
        await client.SendChoppedAsync([.. ClientFrame.Text("one ", final: false), .. ClientFrame.Ping("now"), .. ClientFrame.Continue("two")], chop);
        (await client.ReceiveAsync())!.Opcode.ShouldBe(Opcode.Pong);
        (await client.ReceiveTextAsync()).ShouldBe("one two");
    }
}
