using System.Net.WebSockets;
using System.Text;

namespace Realtime.Seeds.Tests.Stack;

/// <summary>A WebSocket whose text messages a test waits for.</summary>
internal sealed class TextSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[256 * 1024];

    public static async Task<TextSocket> ConnectAsync(string address)
    {
        var socket = new TextSocket();
        using var deadline = new CancellationTokenSource(Patience);
        await socket._socket.ConnectAsync(new Uri(address.Replace("http", "ws", StringComparison.Ordinal)), deadline.Token);
        return socket;
    }

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>The next message that contains all of these; others are dropped.</summary>
    public async Task<string> UntilAsync(params string[] parts)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            var length = 0;
            WebSocketReceiveResult result;
            do
            {
                result = await _socket.ReceiveAsync(new ArraySegment<byte>(_buffer, length, _buffer.Length - length), deadline.Token);
                length += result.Count;
            }
            while (!result.EndOfMessage);

            result.MessageType.ShouldBe(WebSocketMessageType.Text, $"the socket was closed ({_socket.CloseStatus})");
            var text = Encoding.UTF8.GetString(_buffer, 0, length);
            if (parts.All(part => text.Contains(part, StringComparison.Ordinal)))
            {
                return text;
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
