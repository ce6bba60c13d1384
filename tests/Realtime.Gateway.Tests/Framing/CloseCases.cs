using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Framing;

/// <summary>The close handshake (RFC 6455, 5.5.1 and 7).</summary>
public sealed class CloseCases(EchoHostFixture fixture) : ProtocolCases(fixture)
{
    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1002)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1008)]
    [InlineData(1009)]
    [InlineData(1010)]
    [InlineData(1011)]
    [InlineData(1012)]
    [InlineData(1013)]
    [InlineData(1014)]
    [InlineData(3000)]
    [InlineData(3999)]
    [InlineData(4000)]
    [InlineData(4401)]
    [InlineData(4999)]
    public async Task Close_WithAValidCode_IsEchoed(int code)
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Close(code, "bye"));
        await ShouldCloseAsync(client, code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(1016)]
    [InlineData(1100)]
    [InlineData(2000)]
    [InlineData(2999)]
    [InlineData(5000)]
    [InlineData(65535)]
    public async Task Close_WithAnInvalidCode_Closes1002(int code) => await ShouldFailAsync(1002, ClientFrame.Close(code));

    [Fact]
    public async Task Close_WithoutCode_IsAnsweredWithoutCode()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Close());
        var close = await client.ReceiveAsync();
        close!.Opcode.ShouldBe(Opcode.Close);
        close.Payload.ShouldBeEmpty();
        await client.ShouldEndAsync();
    }

    [Fact]
    public async Task Close_WithOneByte_Closes1002() => await ShouldFailAsync(1002, Frame(Opcode.Close, [0x03]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(122)]
    [InlineData(123)]
    public async Task Close_WithAReasonThatFits_IsEchoed(int length)
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Close(1000, new string('r', length)));
        await ShouldCloseAsync(client, 1000);
    }

    [Fact]
    public async Task Close_WithAReasonTooLong_Closes1002() => await ShouldFailAsync(1002, ClientFrame.Close(1000, new string('r', 124)));

    [Theory]
    [InlineData("03E8 80")]
    [InlineData("03E8 C0AF")]
    [InlineData("03E8 EDA080")]
    [InlineData("03E8 C3")]
    public async Task Close_WithAReasonThatIsNotUtf8_Closes1007(string hex) => await ShouldFailAsync(1007, Frame(Opcode.Close, FromHex(hex)));

    [Theory]
    [InlineData(Opcode.Text)]
    [InlineData(Opcode.Ping)]
    [InlineData(Opcode.Close)]
    public async Task Frames_AfterTheClose_AreIgnored(object opcode)
    {
        await using var client = await ConnectAsync();
        await client.SendAsync([.. ClientFrame.Close(1000), .. Frame((Opcode)opcode, [])]);
        var close = await client.ReceiveAsync();
        close!.CloseCode.ShouldBe(1000);
        await client.ShouldEndAsync();
    }

    [Fact]
    public async Task Message_BeforeTheClose_IsAnsweredFirst()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync([.. ClientFrame.Text("first"), .. ClientFrame.Close(1000)]);
        (await client.ReceiveTextAsync()).ShouldBe("first");
        await ShouldCloseAsync(client, 1000);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1011)]
    [InlineData(4403)]
    public async Task Close_ByTheServer_SendsTheLastFrameThenTheCode(int code)
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(ClientFrame.Text($"!close {code}"), ClientFrame.Text("not answered any more"));
        (await client.ReceiveTextAsync()).ShouldBe("last");
        var close = await client.ReceiveAsync();
        close!.CloseCode.ShouldBe(code);
        close.CloseReason.ShouldBe("closed by test");
        await client.SendAsync(ClientFrame.Close(code));
        await client.ShouldEndAsync();
    }
}
