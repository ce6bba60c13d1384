using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Framing;

/// <summary>Fragmented messages (RFC 6455, 5.4).</summary>
public sealed class FragmentationCases(EchoHostFixture fixture) : ProtocolCases(fixture)
{
    [Theory]
    [InlineData(2, int.MaxValue)]
    [InlineData(3, int.MaxValue)]
    [InlineData(10, int.MaxValue)]
    [InlineData(100, int.MaxValue)]
    [InlineData(2, 1)]
    [InlineData(5, 1)]
    [InlineData(10, 3)]
    public async Task Fragments_ComeBackAsOneMessage(int count, int chop)
    {
        await using var client = await ConnectAsync();
        var frames = Enumerable.Range(0, count).SelectMany(i =>
            i == 0 ? ClientFrame.Text("f0;", final: false) : ClientFrame.Continue($"f{i};", final: i == count - 1));
        await client.SendChoppedAsync([.. frames], chop);
        (await client.ReceiveTextAsync()).ShouldBe(string.Concat(Enumerable.Range(0, count).Select(i => $"f{i};")));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("", "x", "")]
    [InlineData("x", "", "")]
    [InlineData("", "", "x")]
    public async Task EmptyFragments_AreAllowed(string first, string second, string third)
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Text(first, final: false), ClientFrame.Continue(second, final: false), ClientFrame.Continue(third));
        (await client.ReceiveTextAsync()).ShouldBe(first + second + third);
    }

    [Theory]
    [InlineData(true, int.MaxValue)]
    [InlineData(false, int.MaxValue)]
    [InlineData(true, 1)]
    [InlineData(false, 1)]
    public async Task Continuation_WithNothingToContinue_Closes1002(bool final, int chop)
    {
        await using var client = await ConnectAsync();
        await client.SendChoppedAsync(ClientFrame.Continue("orphan", final), chop);
        await ShouldCloseAsync(client, 1002);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Continuation_AfterAFinishedMessage_Closes1002(bool final)
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Text("a", final: false), ClientFrame.Continue("b"), ClientFrame.Continue("c", final));
        (await client.ReceiveTextAsync()).ShouldBe("ab");
        await ShouldCloseAsync(client, 1002);
    }

    [Theory]
    [InlineData(Opcode.Text, Opcode.Text, true)]
    [InlineData(Opcode.Text, Opcode.Text, false)]
    [InlineData(Opcode.Text, Opcode.Binary, true)]
    [InlineData(Opcode.Binary, Opcode.Text, false)]
    [InlineData(Opcode.Binary, Opcode.Binary, true)]
    public async Task NewMessage_InsideAFragmentedOne_Closes1002(object first, object second, bool final) =>
        await ShouldFailAsync(1002, Frame((Opcode)first, "a"u8.ToArray(), final: false), Frame((Opcode)second, "b"u8.ToArray(), final));

    [Fact]
    public async Task BinaryFragments_KeepTheFirstFramesKind()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(Frame(Opcode.Binary, [0xFF, 0xFE], final: false), Frame(Opcode.Continuation, [0xFD]));
        var frame = await client.ReceiveAsync();
        frame!.Opcode.ShouldBe(Opcode.Binary);
        frame.Payload.ShouldBe([0xFF, 0xFE, 0xFD]);
    }

    [Fact]
    public async Task ManyPings_BetweenFragments_AreAllAnswered()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Text("a", final: false));
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync(ClientFrame.Ping($"{i}"), ClientFrame.Continue("b", final: false));
            (await client.ReceiveAsync())!.Text.ShouldBe($"{i}");
        }

        await client.SendAsync(ClientFrame.Continue("c"));
        (await client.ReceiveTextAsync()).ShouldBe("abbbbbbbbbbc");
    }

    [Fact]
    public async Task Close_InsideAFragmentedMessage_IsAnswered()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Text("never finished", final: false), ClientFrame.Close(1000));
        await ShouldCloseAsync(client, 1000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(11)]
    public async Task Message_OverTheLimit_Closes1009(int fragments)
    {
        await using var client = await ConnectAsync();
        var part = new byte[(EchoHostFixture.MaxMessageBytes / fragments) + 1];
        for (var i = 0; i < fragments; i++)
        {
            await client.SendAsync(Frame(i == 0 ? Opcode.Binary : Opcode.Continuation, part, i == fragments - 1));
        }

        (await client.ReceiveCloseAsync())!.CloseCode.ShouldBe(1009);
    }
}
