using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Realtime.Gateway.Tests.SocketIo.Support;

/// <summary>A WebSocket whose messages a test reads one by one, with a deadline.</summary>
internal sealed class RawSocket : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? Subprotocol => _socket.SubProtocol;

    public static async Task<RawSocket> ConnectAsync(Uri address, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new RawSocket();
        configure?.Invoke(socket._socket.Options);
        using var timeout = new CancellationTokenSource(Deadline);
        await socket._socket.ConnectAsync(address, timeout.Token);
        return socket;
    }

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task SendAsync(params byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None);

    /// <summary>The next message as text; binary as <c>bytes:1,2,3</c>; null for the end.</summary>
    public async Task<string?> ReadAsync()
    {
        using var timeout = new CancellationTokenSource(Deadline);
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            WebSocketReceiveResult result;
            try
            {
                result = await _socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), timeout.Token);
            }
            catch (WebSocketException)
            {
                return null;
            }

            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += result.Count;
            if (result.EndOfMessage)
            {
                return result.MessageType == WebSocketMessageType.Text
                    ? Encoding.UTF8.GetString(buffer, 0, length)
                    : "bytes:" + string.Join(',', buffer.Take(length));
            }
        }
    }

    /// <summary>The next message that is no ping; pings are answered.</summary>
    public async Task<string?> ReadPacketAsync()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Deadline;)
        {
            var message = await ReadAsync();
            if (message != "2")
            {
                return message;
            }

            await SendAsync("3");
        }

        throw new TimeoutException("No packet came but pings.");
    }

    /// <summary>Reads until the end of the connection.</summary>
    public async Task ReadToEndAsync()
    {
        while (await ReadAsync() is not null)
        {
        }
    }

    /// <summary>Cuts the connection as a broken network would.</summary>
    public void Cut() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
