using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Realtime.EndToEnd.Tests.Client;

/// <summary>A native client on the stock ClientWebSocket: collects every frame and waits for the one a test asks for.</summary>
internal sealed class NativeSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket;
    private readonly Task _reader;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _frames = [];
    private readonly HashSet<JsonObject> _taken = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NativeSocket(ClientWebSocket socket)
    {
        _socket = socket;
        _reader = ReadAsync();
        _ = _reader.ContinueWith(_ => Signal(), TaskScheduler.Default);
    }

    public string? SubProtocol => _socket.SubProtocol;

    public int? CloseCode => (int?)_socket.CloseStatus;

    public bool HasEnded => _reader.IsCompleted;

    public static async Task<NativeSocket> ConnectAsync(Uri server, string pathAndQuery, params string[] subProtocols)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        foreach (var subProtocol in subProtocols)
        {
            socket.Options.AddSubProtocol(subProtocol);
        }

        using var deadline = new CancellationTokenSource(Patience);
        var address = new Uri(new UriBuilder(server) { Scheme = "ws" }.Uri, pathAndQuery);
        await socket.ConnectAsync(address, deadline.Token);
        return new NativeSocket(socket);
    }

    public Task SendAsync(object frame) => SendTextAsync(JsonSerializer.Serialize(frame));

    public Task SendTextAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>Sends a request with <c>ack</c> and returns the reply that carries its id.</summary>
    public async Task<JsonObject> AskAsync(string type, object data)
    {
        var id = Guid.CreateVersion7().ToString();
        await SendAsync(new { type, message_id = id, ack = true, data });
        return await WaitForAsync(frame => (string?)frame["reply_to"] == id);
    }

    public Task<JsonObject> SubscribeAsync(string room) => AskAsync("subscription", new { action = "subscribe", room });

    public Task<JsonObject> WaitForAsync(string type) => WaitForAsync(frame => (string?)frame["type"] == type);

    /// <summary>The first frame not yet taken that fits; fails with all frames seen when none comes in time, or when none can come any more.</summary>
    public async Task<JsonObject> WaitForAsync(Func<JsonObject, bool> fits, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        while (true)
        {
            Task changed;
            bool ended;
            lock (_gate)
            {
                ended = _reader.IsCompleted;
                if (_frames.FirstOrDefault(frame => !_taken.Contains(frame) && fits(frame)) is { } found)
                {
                    _taken.Add(found);
                    return found;
                }

                changed = _changed.Task;
            }

            await (ended ? Task.CompletedTask : changed.WaitAsync(deadline.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended || deadline.IsCancellationRequested)
            {
                throw new ShouldAssertException($"No such frame came. Seen: {string.Join(" | ", Frames.Select(frame => frame.ToJsonString()))}; close {CloseCode}");
            }
        }
    }

    public IReadOnlyList<JsonObject> Frames
    {
        get
        {
            lock (_gate)
            {
                return [.. _frames];
            }
        }
    }

    /// <summary>The next frame not yet taken, in order; null when the socket has ended.</summary>
    public async Task<JsonObject?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_frames.FirstOrDefault(frame => !_taken.Contains(frame)) is { } found)
                {
                    _taken.Add(found);
                    return found;
                }

                changed = _changed.Task;
            }

            if (_reader.IsCompleted)
            {
                return null;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public async Task<int?> WaitForCloseAsync(TimeSpan? patience = null)
    {
        await _reader.WaitAsync(patience ?? Patience);
        return CloseCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            try
            {
                using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
                await _reader.WaitAsync(deadline.Token);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
            {
                // The other side was faster; the socket is gone either way.
            }
        }

        await _stop.CancelAsync();
        _socket.Dispose();
        await _reader.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer, _stop.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, _stop.Token);
                    return;
                }

                message.Write(buffer, 0, result.Count);
                if (result.EndOfMessage)
                {
                    Add(JsonNode.Parse(message.ToArray())!.AsObject());
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The connection broke; CloseCode says what is known of it.
        }
    }

    private void Add(JsonObject frame)
    {
        lock (_gate)
        {
            _frames.Add(frame);
        }

        Signal();
    }

    private void Signal()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
