using System.Buffers;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Hub;

namespace Realtime.Gateway.Transport;

/// <summary>
/// Carries a connection over a stream: Kestrel's upgraded requests (TLS included), and the socket listener where there is no epoll.
/// One write under way at a time; callbacks run one at a time under a lock of their own.
/// </summary>
internal sealed class StreamTransport(Stream stream, ConnectionHub hub, Action? halfClose = null) : ConnectionTransport, IDisposable
{
    private const int ReadBufferSize = 16 * 1024;
    private const int MostWritten = 64 * 1024;

    private readonly Lock _callbacks = new();
    private readonly CancellationTokenSource _aborted = new();
    private ClientConnection? _connection;
    private bool _writing;
    private bool _wantsWritable;
    private bool _shutdown;
    private bool _ended;

    /// <summary>Serves the connection until it has ended.</summary>
    public async Task RunAsync(ClientConnection connection, ReadOnlyMemory<byte> first)
    {
        _connection = connection;
        try
        {
            Begin(connection, first);
            await ReadAsync(connection);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer or we ended the connection: OnEnd says the rest.
        }
        finally
        {
            await _aborted.CancelAsync();
            lock (_callbacks)
            {
                _ended = true;
                using var burst = hub.BeginBurst();
                connection.OnEnd();
            }
        }
    }

    public void Dispose() => _aborted.Dispose();

    public override int Send(ReadOnlySpan<OutboundFrame> frames, int skip)
    {
        if (_aborted.IsCancellationRequested || _shutdown)
        {
            return Gone;
        }

        if (_writing)
        {
            return 0;
        }

        var total = -skip;
        foreach (var frame in frames)
        {
            total += frame.Length;
        }

        var length = Math.Min(total, MostWritten);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var at = 0;
        foreach (var frame in frames)
        {
            var bytes = frame.Bytes[skip..];
            bytes = bytes[..Math.Min(bytes.Length, length - at)];
            bytes.CopyTo(buffer.AsSpan(at));
            at += bytes.Length;
            skip = 0;
        }

        _writing = true;
        _ = WriteAsync(buffer, length);
        return length;
    }

    public override void WantWritable() => _wantsWritable = true;

    public override void ShutdownSend()
    {
        _shutdown = true;
        if (!_writing)
        {
            EndSend();
        }
    }

    public override void Abort() => ThreadPool.UnsafeQueueUserWorkItem(static transport => transport.Cancel(), this, preferLocal: true);

    public override void Post(ClientConnection connection) => ThreadPool.UnsafeQueueUserWorkItem(static transport => transport.RunPosted(), this, preferLocal: true);

    /// <summary>Everything is written. Where a stream has no half close, the peer has our close frame and gets the end at once.</summary>
    private void EndSend()
    {
        try
        {
            if (halfClose is not null)
            {
                halfClose();
                return;
            }
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // Gone meanwhile.
        }

        Abort();
    }

    private void Begin(ClientConnection connection, ReadOnlyMemory<byte> first)
    {
        lock (_callbacks)
        {
            using var burst = hub.BeginBurst();
            connection.Open();
            if (!first.IsEmpty)
            {
                connection.OnReceived(first.ToArray());
            }
        }
    }

    private void Cancel()
    {
        try
        {
            _aborted.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    private void RunPosted()
    {
        lock (_callbacks)
        {
            if (!_ended)
            {
                using var burst = hub.BeginBurst();
                _connection?.RunPosted();
            }
        }
    }

    private async Task ReadAsync(ClientConnection connection)
    {
        while (true)
        {
            // A zero-byte read waits without a buffer.
            _ = await stream.ReadAsync(Memory<byte>.Empty, _aborted.Token);
            var buffer = ArrayPool<byte>.Shared.Rent(ReadBufferSize);
            try
            {
                var read = await stream.ReadAsync(buffer, _aborted.Token);
                if (read == 0)
                {
                    return;
                }

                lock (_callbacks)
                {
                    using var burst = hub.BeginBurst();
                    connection.OnReceived(buffer.AsMemory(0, read));
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private async Task WriteAsync(byte[] buffer, int length)
    {
        // Off the caller, who holds the connection's lock.
        await Task.Yield();
        try
        {
            await stream.WriteAsync(buffer.AsMemory(0, length), _aborted.Token);
            await stream.FlushAsync(_aborted.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            Cancel();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        AfterWrite();
    }

    private void AfterWrite()
    {
        bool writable;
        lock (this)
        {
            _writing = false;
            writable = _wantsWritable;
            _wantsWritable = false;
            if (_shutdown)
            {
                EndSend();
            }
        }

        if (writable)
        {
            lock (_callbacks)
            {
                if (!_ended)
                {
                    _connection?.OnWritable();
                }
            }
        }
    }
}
