namespace Realtime.Gateway.SocketIo.Packets;

/// <summary>One Socket.IO packet as received.</summary>
/// <param name="Type">Binary events and acknowledgements come as <see cref="PacketType.Event"/> and <see cref="PacketType.Ack"/> with attachments.</param>
/// <param name="Namespace">With its leading slash, without a query string.</param>
/// <param name="AckId">The acknowledgement that the sender wants, or that this is.</param>
/// <param name="Data">Raw JSON: an object for connect, an array for events and acknowledgements; empty when absent.</param>
/// <param name="Attachments">What the placeholders in <paramref name="Data"/> stand for.</param>
internal sealed record Packet(
    PacketType Type,
    string Namespace,
    ulong? AckId,
    ReadOnlyMemory<byte> Data,
    IReadOnlyList<ReadOnlyMemory<byte>> Attachments);
