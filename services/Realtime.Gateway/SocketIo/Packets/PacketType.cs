namespace Realtime.Gateway.SocketIo.Packets;

/// <summary>Socket.IO v5 packet types; the value is the character on the wire.</summary>
internal enum PacketType : byte
{
    Connect = (byte)'0',
    Disconnect = (byte)'1',
    Event = (byte)'2',
    Ack = (byte)'3',
    ConnectError = (byte)'4',
    BinaryEvent = (byte)'5',
    BinaryAck = (byte)'6',
}
