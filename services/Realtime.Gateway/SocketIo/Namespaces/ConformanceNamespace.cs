using System.Text;
using Realtime.Gateway.SocketIo.Packets;
using Realtime.Gateway.SocketIo.Sessions;

namespace Realtime.Gateway.SocketIo.Namespaces;

/// <summary>The handler that the Socket.IO protocol test suite talks to: it tells the auth payload, echoes, and acknowledges.</summary>
internal sealed class ConformanceNamespace(string name) : ISocketNamespace
{
    // The suite listens for each packet anew and misses the second of two that arrive together.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public string Name => name;

    public bool IsRecoverable => false;

    public ValueTask<string?> AuthorizeAsync(SocketIoSocket socket, ConnectAuth auth) => ValueTask.FromResult<string?>(null);

    public async ValueTask OnConnectedAsync(SocketIoSocket socket, ConnectAuth auth)
    {
        await Task.Delay(Pause);
        socket.Emit("auth", auth.Raw.Span);
    }

    public ValueTask OnEventAsync(SocketIoSocket socket, SocketEvent received)
    {
        var packet = received.Packet;
        var arguments = EventArguments.After(packet.Data);
        if (received.Name == "message")
        {
            var array = "[\"message-back\"" + (arguments.IsEmpty ? "]" : "," + Encoding.UTF8.GetString(arguments.Span) + "]");
            Send(socket, PacketType.Event, null, array, packet);
        }
        else if (received.Name == "message-with-ack" && packet.AckId is not null)
        {
            Send(socket, PacketType.Ack, packet.AckId, "[" + Encoding.UTF8.GetString(arguments.Span) + "]", packet);
        }

        return ValueTask.CompletedTask;
    }

    public void OnDisconnected(SocketIoSocket socket)
    {
    }

    private void Send(SocketIoSocket socket, PacketType type, ulong? ackId, string array, Packet packet)
    {
        using var frame = PacketWriter.Array(type, name, ackId, Encoding.UTF8.GetBytes(array), packet.Attachments);
        socket.Connection.TrySend(frame);
    }
}
