using System.Buffers.Binary;
using System.Text;
using Realtime.Gateway.Framing;

namespace Realtime.Gateway.Tests.Support;

/// <summary>A frame from the server, as it was on the wire.</summary>
internal sealed record ReceivedFrame(byte First, bool Masked, byte[] Payload)
{
    public Opcode Opcode => (Opcode)(First & 0x0F);

    public bool IsFinal => (First & 0x80) != 0;

    public bool IsCompressed => (First & 0x40) != 0;

    public string Text => Encoding.UTF8.GetString(Payload);

    public int? CloseCode => Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Payload) : null;

    public string CloseReason => Payload.Length > 2 ? Encoding.UTF8.GetString(Payload.AsSpan(2)) : "";
}
