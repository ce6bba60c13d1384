using System.Text;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Framing;

/// <summary>Text must be UTF-8 (RFC 6455, 8.1): checked across fragments, and refused as soon as it cannot be right any more.</summary>
public sealed class Utf8Cases(EchoHostFixture fixture) : ProtocolCases(fixture)
{
    public static TheoryData<string> Valid =>
    [
        "Hello-µ@ßöäüàá-UTF-8!!", "κόσμε", "\u0000", "\u007F", "\u0080", "\u07FF", "\u0800", "\uD7FF", "\uE000", "\uFFFD", "\uFFFE", "\uFFFF",
        "\U00010000", "\U0010FFFF", "\U0001FFFE", "\U0008FFFF", "日本語テキスト", "👩‍👩‍👧‍👦 family", "mixed aé€😀 z",
    ];

    public static TheoryData<string> Invalid =>
    [
        // Lone continuation bytes.
        "80", "BF", "80BF", "80BF80", "80BF80BF", "61 80 62",
        // Lone and cut lead bytes.
        "C2", "C3 20", "DF", "E0 A0", "E1 80", "EF BF", "F0 90 80", "F1 80 80", "F4 8F BF", "C0 20 C1 20", "E0 20", "F0 20 20", "EF BF 61", "F0 9F 98 61",
        // Bytes that never occur.
        "FE", "FF", "FE FE FF FF", "F8 88 80 80 80", "FC 84 80 80 80 80", "F5 80 80 80", "F7 BF BF BF",
        // Overlong forms.
        "C0 80", "C0 AF", "C1 BF", "E0 80 80", "E0 80 AF", "E0 9F BF", "F0 80 80 80", "F0 80 80 AF", "F0 8F BF BF",
        // Surrogates.
        "ED A0 80", "ED AD BF", "ED AE 80", "ED AF BF", "ED B0 80", "ED BE 80", "ED BF BF", "ED A0 80 ED B0 80", "ED AF BF ED BF BF",
        // Beyond U+10FFFF.
        "F4 90 80 80", "F4 BF BF BF",
        // Right at first.
        "CE BA E1 BD B9 CF 83 CE BC CE B5 ED A0 80 65 64 69 74 65 64", "CE BA E1 BD B9 CF 83 CE BC CE B5 F4 90 80 80 65 64 69 74 65 64",
    ];

    /// <summary>A beginning that cannot become UTF-8 whatever follows.</summary>
    public static TheoryData<string> Hopeless => ["80", "C0", "C1", "E0 80", "E0 9F", "ED A0", "ED BF", "F0 80", "F0 8F", "F4 90", "F5", "FF", "C3 28", "E2 28", "E2 82 28"];

    [Theory]
    [MemberData(nameof(Valid))]
    public async Task ValidText_WholeFragmentedAndChopped_ComesBack(string text)
    {
        await using var client = await ConnectAsync();
        var bytes = Encoding.UTF8.GetBytes(text);
        await client.SendAsync(ClientFrame.Text(text));
        (await client.ReceiveTextAsync()).ShouldBe(text);

        await client.SendChoppedAsync(ClientFrame.Text(text));
        (await client.ReceiveTextAsync()).ShouldBe(text);

        for (var i = 0; i < bytes.Length; i++)
        {
            await client.SendAsync(Frame(i == 0 ? Opcode.Text : Opcode.Continuation, [bytes[i]], final: i == bytes.Length - 1));
        }

        (await client.ReceiveAsync())!.Payload.ShouldBe(bytes);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task InvalidText_InOneFrame_Closes1007(string hex) => await ShouldFailAsync(1007, Frame(Opcode.Text, FromHex(hex)));

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task InvalidText_AFragmentPerByte_Closes1007(string hex)
    {
        var bytes = FromHex(hex);
        await ShouldFailAsync(1007, [.. bytes.SelectMany((value, i) => Frame(i == 0 ? Opcode.Text : Opcode.Continuation, [value], final: i == bytes.Length - 1))]);
    }

    [Theory]
    [MemberData(nameof(Hopeless))]
    public async Task HopelessFragment_ClosesWithoutWaitingForTheRest(string hex) =>
        await ShouldFailAsync(1007, Frame(Opcode.Text, FromHex(hex), final: false));

    [Theory]
    [MemberData(nameof(Hopeless))]
    public async Task HopelessBytes_InsideAnUnfinishedFrame_CloseWithoutWaitingForTheRest(string hex)
    {
        await using var client = await ConnectAsync();
        var bytes = FromHex(hex);
        var frame = Frame(Opcode.Text, [.. "good "u8, .. bytes, .. new byte[50]]);
        await client.SendAsync(frame[..(6 + 5 + bytes.Length)]);
        await ShouldCloseAsync(client, 1007);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Checker_GivenInvalidText_SaysSoHoweverItIsCut(string hex)
    {
        var bytes = FromHex(hex);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var checker = new Utf8Checker();
            (checker.Append(bytes.AsSpan(0, cut)) && checker.Append(bytes.AsSpan(cut)) && checker.IsComplete).ShouldBeFalse();
        }
    }

    [Fact]
    public void Checker_GivenEveryScalarValue_AgreesHoweverItIsCut()
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (var value = 0; value <= 0x10FFFF; value += value is > 0x900 and < 0xD000 or > 0x11000 ? 37 : 1)
        {
            if (!Rune.IsValid(value))
            {
                continue;
            }

            var bytes = utf8[..new Rune(value).EncodeToUtf8(utf8)];
            for (var cut = 0; cut <= bytes.Length; cut++)
            {
                var checker = new Utf8Checker();
                (checker.Append(bytes[..cut]) && checker.Append(bytes[cut..]) && checker.IsComplete).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public async Task InvalidBytes_InBinary_AreNobodysBusiness()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Binary([0xFF, 0xC0, 0x80]));
        (await client.ReceiveAsync())!.Payload.ShouldBe([0xFF, 0xC0, 0x80]);
    }
}
