using System.Net.WebSockets;
using System.Text.Json;

namespace Realtime.Chaos.Clients;

/// <summary>A native socket; one reader.</summary>
internal sealed class ChaosSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _message = new();

    public static async Task<ChaosSocket> ConnectAsync(ChaosStack stack, string userId, CancellationToken cancellationToken)
    {
        var token = await stack.TokenAsync(userId, cancellationToken);
        var socket = new ChaosSocket();
        socket._socket.Options.AddSubProtocol("realtime.v1");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        await socket._socket.ConnectAsync(new Uri(new UriBuilder(stack.Edge) { Scheme = "ws" }.Uri, $"/ws/connect?token={token}"), limit.Token);
        return socket;
    }

    public async Task SendAsync<T>(T frame, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(frame);
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next frame; null when the socket ended.</summary>
    public async Task<JsonElement?> ReceiveAsync(CancellationToken cancellationToken)
    {
        _message.SetLength(0);
        while (true)
        {
            var result = await _socket.ReceiveAsync(_buffer, cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            _message.Write(_buffer, 0, result.Count);
            if (result.EndOfMessage)
            {
                return JsonElement.Parse(_message.ToArray());
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        _message.Dispose();
        _sending.Dispose();
        return ValueTask.CompletedTask;
    }
}
