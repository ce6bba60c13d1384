using System.Net;
using System.Net.Sockets;
using Realtime.Testing;

namespace Realtime.Auth.Tests.Support;

/// <summary>A door to the broker that a test opens and shuts.</summary>
internal sealed class TcpForwarder(string host, int port) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private TcpListener? _listener;

    public int Port { get; } = FreePort.Next();

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener?.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = ForwardAsync(await listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Shut.
        }
    }

    private async Task ForwardAsync(TcpClient inbound)
    {
        using var outbound = new TcpClient();
        try
        {
            using (inbound)
            {
                await outbound.ConnectAsync(host, port, _stop.Token);
                await Task.WhenAny(
                    inbound.GetStream().CopyToAsync(outbound.GetStream(), _stop.Token),
                    outbound.GetStream().CopyToAsync(inbound.GetStream(), _stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
        {
            // Shut, or the peer went away.
        }
    }
}
