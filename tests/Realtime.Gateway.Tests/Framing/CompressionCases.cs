using System.IO.Compression;
using System.Text;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Framing;

/// <summary>permessage-deflate (RFC 7692) without context takeover.</summary>
public sealed class CompressionCases(EchoHostFixture fixture) : ProtocolCases(fixture)
{
    private const string Offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    private const string Answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    public static TheoryData<int> Sizes => [0, 1, 15, 16, 17, 64, 125, 126, 1000, 4096, 8192, 65535, 65536, 131072, EchoHostFixture.MaxMessageBytes];

    public static TheoryData<string, string?> Offers => new()
    {
        { "permessage-deflate", Answer },
        { "permessage-deflate; client_max_window_bits", Answer },
        { "permessage-deflate; client_max_window_bits=10", Answer },
        { "permessage-deflate; client_max_window_bits=\"15\"", Answer },
        { "permessage-deflate; server_no_context_takeover", Answer },
        { "permessage-deflate; client_no_context_takeover", Answer },
        { "permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits", Answer },
        { "permessage-deflate; server_max_window_bits=15", Answer + "; server_max_window_bits=15" },
        { "permessage-deflate; server_max_window_bits=9", Answer + "; server_max_window_bits=9" },
        { "permessage-deflate; server_max_window_bits=8; client_max_window_bits", Answer + "; server_max_window_bits=8" },
        { "x-webkit-deflate-frame, permessage-deflate", Answer },
        { "permessage-deflate; unknown=1, permessage-deflate", Answer },
        { "permessage-deflate; server_max_window_bits=16, permessage-deflate; server_max_window_bits=10", Answer + "; server_max_window_bits=10" },
        { "permessage-deflate; server_max_window_bits", null },
        { "permessage-deflate; server_max_window_bits=7", null },
        { "permessage-deflate; server_max_window_bits=16", null },
        { "permessage-deflate; server_max_window_bits=08", null },
        { "permessage-deflate; client_max_window_bits=7", null },
        { "permessage-deflate; client_max_window_bits=16", null },
        { "permessage-deflate; server_no_context_takeover=1", null },
        { "permessage-deflate; client_no_context_takeover; client_no_context_takeover", null },
        { "permessage-deflate; unknown", null },
        { "permessage-bzip2", null },
        { "x-webkit-deflate-frame", null },
    };

    [Theory]
    [MemberData(nameof(Offers))]
    public async Task Offer_IsAnsweredAsTheExtensionSays(string offer, string? answer)
    {
        await using var client = await ConnectAsync("Sec-WebSocket-Extensions: " + offer);
        client.Header("Sec-WebSocket-Extensions").ShouldBe(answer);
        await client.ShouldEchoAsync("short");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task CompressedMessage_OfAnyLength_ComesBack(int size)
    {
        await using var client = await ConnectAsync(Offer);
        var text = string.Concat(Enumerable.Range(0, (size / 8) + 1).Select(i => $"{i % 1000:D7},"))[..size];
        for (var round = 0; round < 3; round++)
        {
            await client.SendAsync(Compressed(Encoding.UTF8.GetBytes(text)));
            Inflate(await client.ReceiveAsync()).ShouldBe(text);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task UncompressedMessage_OnACompressingSocket_ComesBack(int size)
    {
        await using var client = await ConnectAsync(Offer);
        var text = new string('a', size);
        await client.SendAsync(ClientFrame.Text(text));
        Inflate(await client.ReceiveAsync()).ShouldBe(text);
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(5000, true)]
    public async Task Answer_FromTheThresholdOn_IsCompressed(int size, bool compressed)
    {
        await using var client = await ConnectAsync(Offer);
        await client.SendAsync(ClientFrame.Text(new string('a', size)));
        (await client.ReceiveAsync())!.IsCompressed.ShouldBe(compressed);
    }

    [Fact]
    public async Task Answer_ThatWouldGrow_IsNotCompressed()
    {
        await using var client = await ConnectAsync(Offer);
        var noise = new byte[1000];
        new Random(7).NextBytes(noise);
        await client.SendAsync(ClientFrame.Binary(noise));
        var frame = await client.ReceiveAsync();
        frame!.IsCompressed.ShouldBeFalse();
        frame.Payload.ShouldBe(noise);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(12)]
    public async Task Answer_LargerThanTheServerWindowGranted_IsNotCompressed(int bits)
    {
        await using var client = await ConnectAsync($"Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits={bits}");
        await client.SendAsync(ClientFrame.Text(new string('a', 1 << bits)), ClientFrame.Text(new string('a', (1 << bits) + 1)));
        (await client.ReceiveAsync())!.IsCompressed.ShouldBeTrue();
        (await client.ReceiveAsync())!.IsCompressed.ShouldBeFalse();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public async Task CompressedMessage_InFragments_ComesBack(int fragments)
    {
        await using var client = await ConnectAsync(Offer);
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => $"{i};"));
        var compressed = Deflate(Encoding.UTF8.GetBytes(text));
        var parts = compressed.Chunk((compressed.Length / fragments) + 1).ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            await client.SendAsync(ClientFrame.Build(i == 0 ? Opcode.Text : Opcode.Continuation, parts[i], i == parts.Length - 1, reserved: i == 0 ? 4 : 0), ClientFrame.Ping());
        }

        ReceivedFrame? frame;
        while ((frame = await client.ReceiveAsync())!.Opcode == Opcode.Pong)
        {
        }

        Inflate(frame).ShouldBe(text);
    }

    [Fact]
    public async Task CompressedMessage_WithAFinalBlock_ComesBack()
    {
        await using var client = await ConnectAsync(Offer);
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write("BFINAL is set"u8);
        }

        await client.SendAsync(ClientFrame.Build(Opcode.Text, output.ToArray(), reserved: 4));
        (await client.ReceiveTextAsync()).ShouldBe("BFINAL is set");
    }

    [Fact]
    public async Task CompressedBit_OnAContinuation_Closes1002()
    {
        await using var client = await ConnectAsync(Offer);
        var compressed = Deflate("payload"u8.ToArray());
        await client.SendAsync(ClientFrame.Build(Opcode.Text, compressed[..2], final: false, reserved: 4), ClientFrame.Build(Opcode.Continuation, compressed[2..], reserved: 4));
        await ShouldCloseAsync(client, 1002);
    }

    [Theory]
    [InlineData(Opcode.Ping)]
    [InlineData(Opcode.Pong)]
    [InlineData(Opcode.Close)]
    public async Task CompressedBit_OnAControlFrame_Closes1002(object opcode)
    {
        await using var client = await ConnectAsync(Offer);
        await client.SendAsync(ClientFrame.Build((Opcode)opcode, [], reserved: 4));
        await ShouldCloseAsync(client, 1002);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task OtherReservedBits_OnACompressingSocket_Close1002(int bits)
    {
        await using var client = await ConnectAsync(Offer);
        await client.SendAsync(ClientFrame.Build(Opcode.Text, Deflate("x"u8.ToArray()), reserved: bits));
        await ShouldCloseAsync(client, 1002);
    }

    [Theory]
    [InlineData("FFFFFFFF")]
    [InlineData("07 01 02 03 04 05")]
    [InlineData("ED FD 00 11 22 33 44 55 66 77 88 99")]
    public async Task Payload_ThatIsNotDeflate_Closes1007(string hex)
    {
        await using var client = await ConnectAsync(Offer);
        await client.SendAsync(ClientFrame.Build(Opcode.Text, FromHex(hex), reserved: 4));
        await ShouldCloseAsync(client, 1007);
    }

    [Fact]
    public async Task CompressedText_ThatIsNotUtf8_Closes1007()
    {
        await using var client = await ConnectAsync(Offer);
        await client.SendAsync(Compressed([0x61, 0xC0, 0xAF]));
        await ShouldCloseAsync(client, 1007);
    }

    [Theory]
    [InlineData(EchoHostFixture.MaxMessageBytes + 1)]
    [InlineData(200 * 1024 * 1024)]
    public async Task Bomb_Closes1009WithoutBeingInflated(int size)
    {
        await using var client = await ConnectAsync(Offer);
        var bomb = ClientFrame.Build(Opcode.Binary, Deflate(new byte[size]), reserved: 4);
        bomb.Length.ShouldBeLessThan(size / 100);
        await client.SendAsync(bomb);
        await ShouldCloseAsync(client, 1009);
    }

    private static byte[] Compressed(byte[] payload) => ClientFrame.Build(Opcode.Text, Deflate(payload), reserved: 4);

    private static byte[] Deflate(byte[] payload)
    {
        if (payload.Length == 0)
        {
            return [0x00];
        }

        using var output = new MemoryStream();
        using var deflate = new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true);
        deflate.Write(payload);
        deflate.Flush();
        return output.ToArray()[..^4];
    }

    private static string Inflate(ReceivedFrame? frame)
    {
        frame.ShouldNotBeNull();
        if (!frame.IsCompressed)
        {
            return frame.Text;
        }

        using var inflate = new DeflateStream(new MemoryStream([.. frame.Payload, 0, 0, 0xFF, 0xFF, 1, 0, 0, 0xFF, 0xFF]), CompressionMode.Decompress);
        using var reader = new StreamReader(inflate, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
