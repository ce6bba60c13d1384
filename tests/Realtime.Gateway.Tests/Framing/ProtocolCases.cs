using Realtime.Gateway.Framing;
using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Framing;

/// <summary>What the protocol cases share.</summary>
public abstract class ProtocolCases(EchoHostFixture fixture) : IClassFixture<EchoHostFixture>
{
    internal async Task<RawSocketClient> ConnectAsync(params string[] headers)
    {
        var client = await fixture.Host.ConnectAsync("/echo", headers);
        client.Witness = async () =>
        {
            await using var other = await fixture.Host.ConnectAsync();
            await other.ShouldEchoAsync();
        };
        return client;
    }

    internal async Task ShouldFailAsync(int closeCode, params byte[][] frames)
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(frames);
        await ShouldCloseAsync(client, closeCode);
    }

    internal static async Task ShouldCloseAsync(RawSocketClient client, int closeCode)
    {
        var close = await client.ReceiveCloseAsync();
        close.ShouldNotBeNull();
        close.CloseCode.ShouldBe(closeCode);
        await client.ShouldEndAsync();
    }

    internal static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    internal static byte[] FromHex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    internal static byte[] Frame(Opcode opcode, byte[] payload, bool final = true) => ClientFrame.Build(opcode, payload, final);
}
