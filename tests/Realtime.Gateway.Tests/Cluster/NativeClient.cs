using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Realtime.Gateway.Tests.Cluster;

/// <summary>A native client over a stock ClientWebSocket: collects what arrives and waits for what is expected.</summary>
internal sealed class NativeClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket;
    private readonly Channel<JsonObject> _received = System.Threading.Channels.Channel.CreateUnbounded<JsonObject>();
    private readonly List<JsonObject> _skipped = [];
    private Task _reading = Task.CompletedTask;

    private NativeClient(ClientWebSocket socket) => _socket = socket;

    public string? Subprotocol => _socket.SubProtocol;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<NativeClient> ConnectAsync(string socketsUrl, string? token = null, bool speaks = true, Action<ClientWebSocketOptions>? configure = null, string? query = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (speaks)
        {
            socket.Options.AddSubProtocol("realtime.v1");
        }

        if (token is not null)
        {
            socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        }

        configure?.Invoke(socket.Options);
        using var deadline = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri(socketsUrl.Replace("http://", "ws://", StringComparison.Ordinal) + "/ws/connect" + query), deadline.Token);
        var client = new NativeClient(socket);
        client._reading = client.ReadAsync();
        return client;
    }

    /// <summary>Connects, and waits for the welcome.</summary>
    public static async Task<NativeClient> WelcomeAsync(string socketsUrl, string token)
    {
        var client = await ConnectAsync(socketsUrl, token);
        await client.ExpectAsync("welcome");
        return client;
    }

    public Task SendAsync(object frame) => SendTextAsync(JsonSerializer.Serialize(frame));

    /// <summary>As <see cref="SendAsync"/>, while the server may be closing.</summary>
    public async Task TrySendAsync(object frame)
    {
        try
        {
            await SendAsync(frame);
        }
        catch (WebSocketException)
        {
            // Closed meanwhile: the test looks at the close code.
        }
    }

    public Task SendTextAsync(string text) => SendBytesAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendBytesAsync(byte[] bytes, WebSocketMessageType type) => _socket.SendAsync(bytes, type, true, CancellationToken.None);

    /// <summary>Sends a request that wants an ack, and returns the reply.</summary>
    public async Task<JsonObject> RequestAsync(string type, object data)
    {
        var id = Guid.NewGuid().ToString("N");
        await SendAsync(new { type, data, message_id = id, ack = true });
        return await ExpectAsync(frame => (string?)frame["reply_to"] == id, $"a reply to {type}");
    }

    public async Task<JsonObject> SubscribeAsync(string room, object? recover = null)
    {
        var reply = await RequestAsync("subscription", recover is null ? new { action = "subscribe", room } : new { action = "subscribe", room, recover });
        ((string?)reply["type"]).ShouldBe("ack", reply.ToJsonString());
        return reply["data"]!.AsObject();
    }

    public Task<JsonObject> ExpectAsync(string type, TimeSpan? patience = null) => ExpectAsync(frame => (string?)frame["type"] == type, type, patience);

    /// <summary>The next frame that fits; frames before it are kept for later expectations.</summary>
    public async Task<JsonObject> ExpectAsync(Func<JsonObject, bool> fits, string what, TimeSpan? patience = null)
    {
        var kept = _skipped.FindIndex(frame => fits(frame));
        if (kept >= 0)
        {
            var found = _skipped[kept];
            _skipped.RemoveAt(kept);
            return found;
        }

        using var deadline = new CancellationTokenSource(patience ?? Patience);
        try
        {
            while (true)
            {
                var frame = await _received.Reader.ReadAsync(deadline.Token);
                if (fits(frame))
                {
                    return frame;
                }

                _skipped.Add(frame);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            throw new TimeoutException($"No {what} came. Socket {_socket.State} {_socket.CloseStatus}; got: {string.Join(" ", _skipped.Select(frame => frame.ToJsonString()))}");
        }
    }

    /// <summary>The next frame, whatever it is.</summary>
    public Task<JsonObject> NextAsync() => ExpectAsync(static _ => true, "frame");

    /// <summary>Everything of a type that came before an answer to a ping: what was sent before the ping is in it.</summary>
    public async Task<List<JsonObject>> DrainedAsync(string type)
    {
        await PingAsync();
        var found = _skipped.FindAll(frame => (string?)frame["type"] == type);
        _skipped.RemoveAll(frame => (string?)frame["type"] == type);
        return found;
    }

    public async Task PingAsync()
    {
        var id = Guid.NewGuid().ToString("N");
        await SendAsync(new { type = "ping", message_id = id });
        await ExpectAsync(frame => (string?)frame["reply_to"] == id, "pong");
    }

    /// <summary>Waits for the server's close and returns its code.</summary>
    public async Task<int> ClosedAsync(TimeSpan? patience = null)
    {
        await _reading.WaitAsync(patience ?? Patience);
        return (int)(_socket.CloseStatus ?? 0);
    }

    public async Task CloseAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
        await _reading.WaitAsync(deadline.Token);
    }

    /// <summary>Cuts the connection.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[256 * 1024];
        var message = new MemoryStream();
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                message.Write(buffer, 0, result.Count);
                if (result.EndOfMessage)
                {
                    _received.Writer.TryWrite(JsonNode.Parse(message.ToArray())!.AsObject());
                    message.SetLength(0);
                }
            }
        }
        catch (WebSocketException)
        {
            // The connection was cut; the tests see that it is closed without a code.
        }
        finally
        {
            _received.Writer.TryComplete();
        }
    }
}
