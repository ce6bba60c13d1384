using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace Realtime.Gateway.Transport.Warmup;

/// <summary>
/// Sends messages to the gateway's own listener before it is ready: the first seconds of a cold process cost up to twice as much a message.
/// Whatever happens to it, the gateway gets ready after a bounded time.
/// </summary>
internal sealed partial class WarmupService(SocketListener listener, WarmupAdapter adapter, WarmupState state, IOptions<SocketOptions> options, TimeProvider time, ILogger<WarmupService> logger) : BackgroundService
{
    private const int MessagesAtOnce = 8;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>A masked text frame with a key of zeroes.</summary>
    private static readonly byte[] Message = [0x81, 0x80 | 32, 0, 0, 0, 0, .. "{\"type\":\"warm-up\",\"data\":\"1234\"}"u8[..32]];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the start's thread.
        await Task.Yield();
        var began = Stopwatch.GetTimestamp();
        var sockets = new List<Socket>();
        try
        {
            using var limit = new CancellationTokenSource(Limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
            await RunAsync(sockets, either.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // Time is over, or no descriptors are left: as warm as it gets.
        }
        finally
        {
            foreach (var socket in sockets)
            {
                socket.Dispose();
            }

            state.IsDone = true;
            Log.Warm(logger, sockets.Count, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private async Task RunAsync(List<Socket> sockets, CancellationToken cancellationToken)
    {
        var endpoint = Loopback(listener.Endpoint!);
        for (var i = 0; i < options.Value.WarmupConnections; i++)
        {
            var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            sockets.Add(socket);
            await socket.ConnectAsync(endpoint, cancellationToken);
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"GET {adapter.Path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), cancellationToken);
        }

        var messages = Enumerable.Repeat(Message, MessagesAtOnce).SelectMany(message => message).ToArray();
        var received = new byte[64 * 1024];
        while (sockets.Count > 0)
        {
            foreach (var socket in sockets)
            {
                await socket.SendAsync(messages, cancellationToken);
                while (socket.Available > 0)
                {
                    _ = await socket.ReceiveAsync(received, cancellationToken);
                }
            }

            // Compilation in the background needs the processor too.
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static IPEndPoint Loopback(IPEndPoint endpoint) =>
        endpoint.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, endpoint.Port)
        : endpoint.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, endpoint.Port)
        : endpoint;

    private static partial class Log
    {
        [LoggerMessage(50, LogLevel.Debug, "Warmed up with {Sockets} sockets in {Milliseconds} ms.", EventName = "Warm")]
        public static partial void Warm(ILogger logger, int sockets, double milliseconds);
    }
}
