using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Realtime.Gateway.Connections;

namespace Realtime.Gateway.Framing;

/// <summary>The payload of a close frame from a client.</summary>
internal static class PeerClose
{
    /// <summary>False: one byte only, or a code that must not be sent. A null reason: it is not UTF-8.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out CloseCode code, out string? reason)
    {
        code = CloseCode.NoStatus;
        reason = "";
        if (payload.IsEmpty)
        {
            return true;
        }

        if (payload.Length == 1)
        {
            return false;
        }

        var value = BinaryPrimitives.ReadUInt16BigEndian(payload);
        code = (CloseCode)value;
        reason = Utf8.IsValid(payload[2..]) ? Encoding.UTF8.GetString(payload[2..]) : null;
        return value is (>= 1000 and <= 1014 and not (1004 or 1005 or 1006)) or (>= 3000 and <= 4999);
    }
}
