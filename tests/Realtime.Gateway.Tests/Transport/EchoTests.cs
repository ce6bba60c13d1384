using Realtime.Gateway.Tests.Support;

namespace Realtime.Gateway.Tests.Transport;

public sealed class EchoTests
{
    [Fact]
    public async Task Message_OverTheListener_ComesBack()
    {
        await using var host = await SocketHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.ShouldEchoAsync("hello");
    }

    [Fact]
    public async Task Message_OverTheHttpEndpoint_ComesBack()
    {
        await using var host = await SocketHost.StartAsync();
        await using var client = await RawSocketClient.ConnectAsync(host.HttpPort, "/echo");
        await client.ShouldEchoAsync("hello");
    }
}
