using Realtime.Chaos.History;

namespace Realtime.Chaos.Clients;

internal sealed class SocketPublisher(int number, ChaosOptions options, ChaosStack stack, string[] rooms, Ledger ledger)
    : Publisher(number, options, rooms, ledger)
{
    private ChaosSocket? _socket;

    protected override async Task<bool> TryPublishAsync(string target, string messageId, CancellationToken cancellationToken)
    {
        _socket ??= await ChaosSocket.ConnectAsync(stack, Name, cancellationToken);
        object data = target.StartsWith("room.", StringComparison.Ordinal)
            ? new { room = target[5..], type = "chaos", data = new { id = messageId } }
            : new { user_id = target[5..], type = "chaos", data = new { id = messageId } };
        var type = target.StartsWith("room.", StringComparison.Ordinal) ? "publish" : "direct";
        await _socket.SendAsync(new { type, message_id = messageId, ack = true, data }, cancellationToken);
        while (await _socket.ReceiveAsync(cancellationToken) is { } frame)
        {
            if (frame.Text("reply_to") == messageId)
            {
                return frame.Text("type") == "ack";
            }
        }

        throw new IOException("The socket ended.");
    }

    protected override async ValueTask CloseAsync()
    {
        if (_socket is { } socket)
        {
            _socket = null;
            await socket.DisposeAsync();
        }
    }
}
