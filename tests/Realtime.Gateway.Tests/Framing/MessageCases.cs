using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Framing;

/// <summary>Whole messages of every length form, whole and chopped (RFC 6455, 5.2).</summary>
public sealed class MessageCases(EchoHostFixture fixture) : ProtocolCases(fixture)
{
    public static TheoryData<int, int> Sizes
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var size in new[] { 0, 1, 7, 8, 31, 32, 33, 125, 126, 127, 128, 129, 65534, 65535, 65536, 65537, 200_000, EchoHostFixture.MaxMessageBytes })
            {
                data.Add(size, int.MaxValue);
            }

            foreach (var size in new[] { 0, 1, 5, 125, 126, 300 })
            {
                data.Add(size, 1);
            }

            data.Add(65536, 997);
            data.Add(65536, 4096);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Text_OfAnyLength_ComesBack(int size, int chop)
    {
        await using var client = await ConnectAsync();
        var text = new string('*', size);
        await client.SendChoppedAsync(ClientFrame.Text(text), chop);
        (await client.ReceiveTextAsync()).ShouldBe(text);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Binary_OfAnyLength_ComesBack(int size, int chop)
    {
        await using var client = await ConnectAsync();
        await client.SendChoppedAsync(ClientFrame.Binary(Bytes(size)), chop);
        var frame = await client.ReceiveAsync();
        frame!.Opcode.ShouldBe(Opcode.Binary);
        frame.Payload.ShouldBe(Bytes(size));
        frame.Masked.ShouldBeFalse();
        frame.IsFinal.ShouldBeTrue();
    }

    [Theory]
    [InlineData("00000000")]
    [InlineData("FFFFFFFF")]
    [InlineData("01000000")]
    [InlineData("00000001")]
    [InlineData("80402010")]
    public async Task Mask_OfAnyKey_IsRemoved(string mask)
    {
        await using var client = await ConnectAsync();
        foreach (var size in new[] { 1, 3, 4, 5, 15, 16, 17, 63, 64, 65, 100 })
        {
            await client.SendAsync(ClientFrame.Build(Opcode.Binary, Bytes(size), mask: FromHex(mask)));
            (await client.ReceiveAsync())!.Payload.ShouldBe(Bytes(size));
        }
    }

    [Fact]
    public async Task ManyMessages_InOneSegment_ComeBackInOrder()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync([.. Enumerable.Range(0, 500).SelectMany(i => ClientFrame.Text($"message {i}"))]);
        for (var i = 0; i < 500; i++)
        {
            (await client.ReceiveTextAsync()).ShouldBe($"message {i}");
        }
    }

    [Theory]
    [InlineData(64 * 1024, 64)]
    [InlineData(64 * 1024, 1024)]
    [InlineData(256 * 1024, 4096)]
    [InlineData(1024 * 1024, 64 * 1024)]
    public async Task LargeMessage_InFragments_ComesBackWhole(int size, int fragment)
    {
        await using var client = await ConnectAsync();
        var payload = Bytes(size);
        var frames = payload.Chunk(fragment).Select((part, i) => Frame(i == 0 ? Opcode.Binary : Opcode.Continuation, part, (i + 1) * fragment >= size));
        await client.SendAsync([.. frames.SelectMany(frame => frame)]);
        (await client.ReceiveAsync())!.Payload.ShouldBe(payload);
    }
}
