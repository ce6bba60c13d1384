using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Realtime.Gateway.Connections;
using Realtime.Gateway.Framing;
using Realtime.Gateway.Protocol;

namespace Realtime.Gateway.SocketIo.Relay;

/// <summary>A client's WebSocket whose session lives on another replica: messages go both ways as they are.</summary>
internal sealed class RelayedSocket(ClientWebSocket owner, int maxMessageBytes) : IDisposable
{
    private const int MaxWaiting = 256;
    private const int ReadSize = 16 * 1024;

    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<(byte[] Payload, WebSocketMessageType Type)> _toOwner =
        Channel.CreateBounded<(byte[], WebSocketMessageType)>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    public void Start(ClientConnection connection) => _ = RunAsync(connection);

    /// <summary>False when the owner does not keep up.</summary>
    public bool TryPass(ReadOnlyMemory<byte> payload, MessageKind kind) =>
        _toOwner.Writer.TryWrite((payload.ToArray(), kind == MessageKind.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary));

    public void End() => _toOwner.Writer.TryComplete();

    public void Dispose()
    {
        _ended.Dispose();
        owner.Dispose();
    }

    private async Task RunAsync(ClientConnection connection)
    {
        var writing = WriteAsync();
        try
        {
            await ReadAsync(connection);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // One of the two ends is gone: the other goes too.
        }

        connection.Close(owner.CloseStatus is WebSocketCloseStatus.EndpointUnavailable ? CloseCode.GoingAway : CloseCode.NoStatus, "");
        End();
        await writing;
        Dispose();
    }

    private async Task ReadAsync(ClientConnection connection)
    {
        var message = new ArrayBufferWriter<byte>(ReadSize);
        while (true)
        {
            var result = await owner.ReceiveAsync(message.GetMemory(ReadSize), _ended.Token);
            message.Advance(result.Count);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            if (result.EndOfMessage)
            {
                using var frame = result.MessageType == WebSocketMessageType.Text ? OutboundFrame.Text(message.WrittenSpan) : OutboundFrame.Binary(message.WrittenSpan);
                connection.TrySend(frame);
                if (message.Capacity > maxMessageBytes)
                {
                    message = new ArrayBufferWriter<byte>(ReadSize);
                }
                else
                {
                    message.ResetWrittenCount();
                }
            }
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var (payload, type) in _toOwner.Reader.ReadAllAsync())
            {
                await owner.SendAsync(payload, type, endOfMessage: true, CancellationToken.None);
            }

            await owner.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or InvalidOperationException)
        {
            // The owner is gone; the reader ends by itself.
        }

        await _ended.CancelAsync();
    }
}
