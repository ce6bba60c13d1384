using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Framing;

/// <summary>Reserved bits and opcodes, missing masks, wrong lengths (RFC 6455, 5.1 and 5.2): close 1002, and nothing after it is looked at.</summary>
public sealed class ReservedCases(EchoHostFixture fixture) : ProtocolCases(fixture)
{
    private static readonly int[] Bits = [1, 2, 3, 4, 5, 6, 7];
    private static readonly int[] Opcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];

    public static TheoryData<int, int> BitsAndOpcodes
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var bits in Bits)
            {
                foreach (var opcode in new[] { Opcode.Text, Opcode.Binary, Opcode.Ping, Opcode.Pong, Opcode.Close })
                {
                    data.Add(bits, (int)opcode);
                }
            }

            return data;
        }
    }

    public static TheoryData<int, int> OpcodesAndSizes
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var opcode in Opcodes)
            {
                data.Add(opcode, 0);
                data.Add(opcode, 64);
            }

            return data;
        }
    }

    public static TheoryData<int> ReservedOpcodes => [.. Opcodes];

    public static TheoryData<int> ReservedBits => [.. Bits];

    [Theory]
    [MemberData(nameof(BitsAndOpcodes))]
    public async Task ReservedBits_Set_Closes1002(int bits, int opcode) =>
        await ShouldFailAsync(1002, ClientFrame.Build((Opcode)opcode, "payload"u8.ToArray(), reserved: bits));

    [Theory]
    [MemberData(nameof(ReservedBits))]
    public async Task ReservedBits_AfterAMessageByteByByte_EchoesThenCloses1002(int bits)
    {
        await using var client = await ConnectAsync();
        await client.SendChoppedAsync([.. ClientFrame.Text("good"), .. ClientFrame.Build(Opcode.Text, "bad"u8.ToArray(), reserved: bits), .. ClientFrame.Ping()]);
        (await client.ReceiveTextAsync()).ShouldBe("good");
        var next = await client.ReceiveAsync();
        next!.Opcode.ShouldBe(Opcode.Close);
        next.CloseCode.ShouldBe(1002);
    }

    [Theory]
    [MemberData(nameof(OpcodesAndSizes))]
    public async Task ReservedOpcode_Closes1002(int opcode, int size) =>
        await ShouldFailAsync(1002, Frame((Opcode)opcode, Bytes(size)));

    [Theory]
    [MemberData(nameof(ReservedOpcodes))]
    public async Task ReservedOpcode_AfterAMessageByteByByte_EchoesThenCloses1002(int opcode)
    {
        await using var client = await ConnectAsync();
        await client.SendChoppedAsync([.. ClientFrame.Text("good"), .. Frame((Opcode)opcode, Bytes(3)), .. ClientFrame.Ping()]);
        (await client.ReceiveTextAsync()).ShouldBe("good");
        (await client.ReceiveAsync())!.CloseCode.ShouldBe(1002);
    }

    [Theory]
    [InlineData(Opcode.Text, 0)]
    [InlineData(Opcode.Text, 10)]
    [InlineData(Opcode.Binary, 10)]
    [InlineData(Opcode.Ping, 4)]
    [InlineData(Opcode.Close, 0)]
    public async Task UnmaskedFrame_Closes1002(object opcode, int size) =>
        await ShouldFailAsync(1002, ClientFrame.Build((Opcode)opcode, Bytes(size), masked: false));

    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(0, 8)]
    [InlineData(125, 8)]
    [InlineData(126, 8)]
    [InlineData(65535, 8)]
    public async Task Length_NotInItsShortestForm_Closes1002(int size, int lengthBytes) =>
        await ShouldFailAsync(1002, ClientFrame.Build(Opcode.Binary, Bytes(size), lengthBytes: lengthBytes));

    [Theory]
    [InlineData("82FF8000000000000000 00000000", 1002)]
    [InlineData("82FFFFFFFFFFFFFFFFFF 00000000", 1002)]
    [InlineData("82FF7FFFFFFFFFFFFFFF 00000000", 1009)]
    [InlineData("82FF0000000100000000 00000000", 1009)]
    public async Task Length_BeyondReason_ClosesBeforeAnyPayload(string hex, int closeCode) =>
        await ShouldFailAsync(closeCode, FromHex(hex));

    [Fact]
    public async Task TwoBytes_ThatBreakARule_CloseWithoutTheRest() => await ShouldFailAsync(1002, [0x83, 0x80]);
}
