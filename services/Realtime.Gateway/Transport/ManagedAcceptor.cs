using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Transport.Handshake;

namespace Realtime.Gateway.Transport;

/// <summary>The socket listener where there is no epoll: same rules, over System.Net.Sockets, a task per connection.</summary>
internal sealed class ManagedAcceptor(Socket listener, ConnectionHub hub, UpgradeService upgrades, HandshakeReader reader, SocketOptions options) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;

    public void Start() => _accepting = AcceptAsync();

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
    }

    public void Dispose() => _stopping.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptAsync(_stopping.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // Stopping.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            timeout.CancelAfter(options.HandshakeTimeout);
            var (outcome, rest) = await ShakeHandsAsync(stream, ((IPEndPoint)socket.RemoteEndPoint!).Address, timeout.Token);
            using (var answer = outcome.Decision.Accepted ? ResponseHead.Switching(outcome) : ResponseHead.Refusal(outcome))
            {
                await stream.WriteAsync(answer.Memory, _stopping.Token);
            }

            if (outcome.Decision.Accepted)
            {
                using var transport = new StreamTransport(stream, hub);
                await transport.RunAsync(upgrades.CreateConnection(outcome, transport), rest);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer went away, took too long, or we stop.
        }
    }

    private async Task<(UpgradeOutcome Outcome, byte[] Following)> ShakeHandsAsync(NetworkStream stream, IPAddress peer, CancellationToken cancellationToken)
    {
        var received = new ArrayBufferWriter<byte>(2048);
        while (true)
        {
            var read = await stream.ReadAsync(received.GetMemory(2048), cancellationToken);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            received.Advance(read);
            if (reader.TryRead(received.WrittenSpan, peer, out var method, out var request, out var refusal, out var consumed))
            {
                var outcome = refusal ?? await upgrades.DecideAsync(method, request!, cancellationToken);
                return (outcome, received.WrittenSpan[consumed..].ToArray());
            }
        }
    }
}
