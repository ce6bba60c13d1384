using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Hub;
using Realtime.Gateway.Transport.Handshake;

namespace Realtime.Gateway.Transport;

/// <summary>The socket listener where there is no epoll: same rules, over System.Net.Sockets, a task per connection.</summary>
internal sealed class ManagedAcceptor(Socket listener, ConnectionHub hub, ConnectionClock clock, UpgradeService upgrades, HandshakeReader reader, SocketOptions options, int mostPending = HandshakeLimits.MostPending) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;
    private int _pending;

    public void Start() => _accepting = AcceptAsync();

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _accepting;
        foreach (var connection in hub.Connections)
        {
            connection.Abort();
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(_stopping.Token);
                if (Interlocked.Increment(ref _pending) > mostPending)
                {
                    Interlocked.Decrement(ref _pending);
                    socket.Dispose();
                    continue;
                }

                _ = ServeAsync(socket);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // Out of descriptors, or the peer was gone before it was accepted: others come.
                await Task.Delay(Pause, clock.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        // The acceptor goes on; a socket that fails from here on fails alone.
        await Task.Yield();
        using var owned = socket;
        var pending = true;
        try
        {
            // A socket takes after its listener, and a stream wants a blocking one (which changes nothing for asynchronous calls).
            socket.Blocking = true;
            socket.NoDelay = true;
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var (outcome, rest) = await ShakeHandsAsync(stream, Address(socket));
            if (!outcome.Decision.Accepted)
            {
                await RefuseAsync(socket, stream, outcome);
                return;
            }

            await SwitchAsync(stream, outcome);
            pending = false;
            Interlocked.Decrement(ref _pending);
            using var transport = new StreamTransport(stream, hub, () => socket.Shutdown(SocketShutdown.Send));
            await transport.RunAsync(upgrades.CreateConnection(outcome, transport), rest);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer went away, or we stop.
        }
        finally
        {
            if (pending)
            {
                Interlocked.Decrement(ref _pending);
            }
        }
    }

    private async Task SwitchAsync(NetworkStream stream, UpgradeOutcome outcome)
    {
        try
        {
            using var answer = ResponseHead.Switching(outcome);
            await stream.WriteAsync(answer.Memory, _stopping.Token);
        }
        catch
        {
            upgrades.Abandon(outcome);
            throw;
        }
    }

    private async Task RefuseAsync(Socket socket, NetworkStream stream, UpgradeOutcome outcome)
    {
        using var time = new CancellationTokenSource(LingerTime, clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, _stopping.Token);
        using (var answer = ResponseHead.Refusal(outcome))
        {
            await stream.WriteAsync(answer.Memory, either.Token);
        }

        // To close over bytes that nobody read would reset the connection, and the peer might not see the answer.
        socket.Shutdown(SocketShutdown.Send);
        var rest = new byte[1024];
        while (await stream.ReadAsync(rest, either.Token) > 0)
        {
        }
    }

    private async Task<(UpgradeOutcome Outcome, byte[] Following)> ShakeHandsAsync(NetworkStream stream, IPAddress peer)
    {
        using var time = new CancellationTokenSource(options.HandshakeTimeout, clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, _stopping.Token);
        try
        {
            var received = new ArrayBufferWriter<byte>(2048);
            while (true)
            {
                var read = await stream.ReadAsync(received.GetMemory(2048), either.Token);
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }

                received.Advance(read);
                if (reader.TryRead(received.WrittenSpan, peer, out var method, out var request, out var refusal, out var consumed))
                {
                    var outcome = refusal ?? await upgrades.DecideAsync(method, request!, either.Token);
                    return (outcome, received.WrittenSpan[consumed..].ToArray());
                }
            }
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            return (HandshakeReader.Refuse(peer, 408, "timeout", "The handshake took too long."), []);
        }
    }

    private static IPAddress Address(Socket socket)
    {
        var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
