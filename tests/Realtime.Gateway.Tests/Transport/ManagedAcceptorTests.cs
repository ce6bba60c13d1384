using System.Net;
using System.Net.Sockets;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Tests.Support;
using Realtime.Gateway.Transport;
using Realtime.Gateway.Transport.Handshake;
using Realtime.Testing;
using SocketOptions = Realtime.Gateway.Transport.SocketOptions;

namespace Realtime.Gateway.Tests.Transport;

/// <summary>What waits for the end of its handshake is bounded.</summary>
public sealed class ManagedAcceptorTests : IAsyncLifetime, IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private SocketHost _host = null!;
    private ManagedAcceptor _acceptor = null!;

    private int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public async Task InitializeAsync()
    {
        _host = await SocketHost.StartAsync();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        var options = new SocketOptions { HandshakeTimeout = TimeSpan.FromMinutes(5) };
        _acceptor = new ManagedAcceptor(_listener, _host.Hub, _host.Get<ConnectionClock>(), _host.Get<UpgradeService>(), _host.Get<HandshakeReader>(), options, mostPending: 2);
        _acceptor.Start();
    }

    public async Task DisposeAsync()
    {
        await _acceptor.StopAsync();
        await _host.DisposeAsync();
    }

    public void Dispose()
    {
        _acceptor.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task AboveTheBound_ASocketIsClosed_AndPlacesComeBack()
    {
        await using var silent = await RawSocketClient.OpenAsync(Port);
        var leaving = await RawSocketClient.OpenAsync(Port);
        await using (var third = await RawSocketClient.OpenAsync(Port))
        {
            await third.ShouldEndAsync();
        }

        // One place, for a handshake that ended early, for refusals and for connections that stay.
        await leaving.DisposeAsync();
        await Eventually.Async(async () => await StatusAsync("/echo") == 101, Wait.Limit);
        await Eventually.Async(async () => await StatusAsync("/nowhere") == 404, Wait.Limit);
        await Eventually.Async(async () => await StatusAsync("/nowhere") == 404, Wait.Limit);
        var open = new List<RawSocketClient>();
        for (var i = 0; i < 3; i++)
        {
            await Eventually.Async(
                async () =>
                {
                    open.Add(await RawSocketClient.OpenAsync(Port));
                    return await UpgradesAsync(open[^1], "/echo") == 101;
                },
                Wait.Limit);
        }

        foreach (var client in open)
        {
            await client.DisposeAsync();
        }
    }

    private async Task<int> StatusAsync(string path)
    {
        await using var client = await RawSocketClient.OpenAsync(Port);
        return await UpgradesAsync(client, path);
    }

    /// <summary>The status of the answer; 0 when the socket was closed instead.</summary>
    private static async Task<int> UpgradesAsync(RawSocketClient client, string path)
    {
        try
        {
            await client.SendAsync(RawSocketClient.Request(path));
            await client.ReadHeadAsync();
            return client.Status;
        }
        catch (Exception exception) when (exception is SocketException or ShouldAssertException)
        {
            return 0;
        }
    }
}
