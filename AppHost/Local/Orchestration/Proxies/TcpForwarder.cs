using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration.Proxies;

/// <summary>One stable port in front of several replicas: each connection goes to the next one that is ready.</summary>
internal sealed class TcpForwarder : IAsyncDisposable
{
    private const int Backlog = 512;
    private readonly List<Socket> _listeners = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<IReadOnlyList<int>> _readyPorts;
    private readonly Task _accepting;
    private uint _next;

    private TcpForwarder(int port, Func<IReadOnlyList<int>> readyPorts)
    {
        _readyPorts = readyPorts;
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            if (TryListen(address, port) is { } listener)
            {
                _listeners.Add(listener);
            }
        }

        _accepting = Task.WhenAll(_listeners.Select(AcceptAsync));
    }

    /// <param name="port">The port, which the caller has reserved.</param>
    /// <param name="readyPorts">The loopback ports of the replicas that take connections now.</param>
    public static TcpForwarder Start(int port, Func<IReadOnlyList<int>> readyPorts) => new(port, readyPorts);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listeners.ForEach(static listener => listener.Dispose());
        await _accepting;
        _stopping.Dispose();
    }

    private static Socket? TryListen(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException) when (address.AddressFamily is AddressFamily.InterNetworkV6)
        {
            socket.Dispose();
            return null;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptAsync(_stopping.Token);
                _ = ForwardAsync(client);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client went away before it was accepted, or the process has no descriptor left: the next one may fare better.
                await Task.Yield();
            }
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using (client)
        {
            using var server = await ConnectAsync();
            if (server is null)
            {
                client.Close(timeout: 0);
                return;
            }

            client.NoDelay = true;
            await SocketPump.RunAsync(client, server, _stopping.Token);
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        var ports = _readyPorts();
        var first = Interlocked.Increment(ref _next);
        for (var i = 0; i < ports.Count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, ports[(int)((first + i) % ports.Count)]), _stopping.Token);
                return socket;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        return null;
    }
}
