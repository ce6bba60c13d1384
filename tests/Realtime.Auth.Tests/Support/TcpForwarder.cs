using System.Net;
using System.Net.Sockets;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Support;

/// <summary>A door to a server that a test opens and shuts.</summary>
internal sealed class TcpForwarder(string host, int port) : IDisposable
{
    private CancellationTokenSource _stop = new();
    private TcpListener? _listener;

    public int Port { get; } = FreePort.Next();

    public void Open()
    {
        _stop = new CancellationTokenSource();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener, _stop.Token);
    }

    /// <summary>Ends what is open, and lets nobody in.</summary>
    public void Shut()
    {
        _stop.Cancel();
        _listener?.Stop();
    }

    public void Dispose()
    {
        Shut();
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                _ = ForwardAsync(await listener.AcceptTcpClientAsync(stop), stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Shut.
        }
    }

    private async Task ForwardAsync(TcpClient inbound, CancellationToken stop)
    {
        using var outbound = new TcpClient();
        try
        {
            using (inbound)
            {
                await outbound.ConnectAsync(host, port, stop);
                await Task.WhenAny(
                    inbound.GetStream().CopyToAsync(outbound.GetStream(), stop),
                    outbound.GetStream().CopyToAsync(inbound.GetStream(), stop));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
        {
            // Shut, or the peer went away.
        }
    }
}
