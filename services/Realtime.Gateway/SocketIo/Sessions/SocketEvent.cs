using Realtime.Gateway.SocketIo.Packets;

namespace Realtime.Gateway.SocketIo.Sessions;

/// <summary>An event from a client, ready for a handler.</summary>
internal sealed class SocketEvent(SocketIoSocket socket, Packet packet)
{
    public string Name { get; } = EventArguments.NameOf(packet.Data.Span);

    public Packet Packet => packet;

    /// <summary>Raw JSON of the first argument; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Argument => EventArguments.First(packet.Data);

    /// <summary>Tells the client of a failure, in the acknowledgement too if it asked for one.</summary>
    public void Fail(SocketFailure failure)
    {
        socket.Emit(failure);
        Acknowledge(failure.ToJson(socket.Sid));
    }

    /// <summary>Answers a client that asked for an acknowledgement; nothing for one that did not.</summary>
    public void Acknowledge(ReadOnlySpan<byte> value)
    {
        if (packet.AckId is { } id)
        {
            using var frame = PacketWriter.Ack(packet.Namespace, id, value);
            socket.Connection.TrySend(frame);
        }
    }
}
