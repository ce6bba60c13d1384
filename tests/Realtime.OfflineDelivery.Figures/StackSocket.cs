using System.Net.WebSockets;

namespace Realtime.OfflineDelivery.Figures;

/// <summary>A native socket that hands each text frame to its owner.</summary>
internal static class StackSocket
{
    public static async Task<ClientWebSocket> ConnectAsync(Uri edge, string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("realtime.v1");
        await socket.ConnectAsync(new Uri(new UriBuilder(edge) { Scheme = "ws" }.Uri, $"/ws/connect?token={token}"), CancellationToken.None);
        return socket;
    }

    /// <summary>Reads until the socket ends.</summary>
    public static async Task ReadAsync(ClientWebSocket socket, Func<ReadOnlyMemory<byte>, ValueTask> onFrame)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (socket.State == WebSocketState.Open)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += result.Count;
            if (result.EndOfMessage)
            {
                await onFrame(buffer.AsMemory(0, length));
                length = 0;
            }
        }
    }
}
