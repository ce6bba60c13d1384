using System.Buffers.Text;
using System.Text;

namespace Realtime.Gateway.SocketIo.Packets;

/// <summary>
/// Turns the messages of one client into packets, keeping an event with attachments back until they are all there. Whatever it refuses ends the connection.
/// </summary>
internal sealed class PacketReader(int maxAttachments)
{
    private const int MaxNamespaceLength = 200;

    private Packet? _incomplete;
    private int _expected;
    private List<ReadOnlyMemory<byte>>? _attachments;

    /// <summary>Takes a text message. False means that it is no packet; a null packet means that attachments are awaited.</summary>
    public bool TryReadText(ReadOnlyMemory<byte> text, out Packet? packet)
    {
        packet = null;
        if (_incomplete is not null || !TryParse(text, out var parsed, out var attachments))
        {
            return false;
        }

        if (attachments > 0)
        {
            (_incomplete, _expected, _attachments) = (parsed, attachments, new List<ReadOnlyMemory<byte>>(attachments));
            return true;
        }

        packet = parsed;
        return true;
    }

    /// <summary>Takes a binary message, which must be an awaited attachment. The bytes are kept: the caller gives them away.</summary>
    public bool TryReadBinary(ReadOnlyMemory<byte> data, out Packet? packet)
    {
        packet = null;
        if (_incomplete is null)
        {
            return false;
        }

        _attachments!.Add(data);
        if (_attachments.Count == _expected)
        {
            packet = _incomplete with { Attachments = _attachments };
            (_incomplete, _attachments) = (null, null);
        }

        return true;
    }

    private bool TryParse(ReadOnlyMemory<byte> text, out Packet? packet, out int attachments)
    {
        (packet, attachments) = (null, 0);
        if (text.IsEmpty || text.Span[0] is < (byte)PacketType.Connect or > (byte)PacketType.BinaryAck)
        {
            return false;
        }

        var type = (PacketType)text.Span[0];
        text = text[1..];
        if (type is PacketType.BinaryEvent or PacketType.BinaryAck)
        {
            if (!TryReadAttachmentCount(ref text, out attachments))
            {
                return false;
            }

            type = type == PacketType.BinaryEvent ? PacketType.Event : PacketType.Ack;
        }

        if (!TryReadNamespace(ref text, out var name) || !TryReadAckId(ref text, out var ackId))
        {
            return false;
        }

        if (!PacketData.IsValid(type, text.Span, attachments))
        {
            return false;
        }

        packet = new Packet(type, name, ackId, text, []);
        return true;
    }

    private bool TryReadAttachmentCount(ref ReadOnlyMemory<byte> text, out int count)
    {
        if (!Utf8Parser.TryParse(text.Span, out count, out var length) || count < 0 || count > maxAttachments
            || text.Span[0] is < (byte)'0' or > (byte)'9' || text.Length <= length || text.Span[length] != (byte)'-')
        {
            return false;
        }

        text = text[(length + 1)..];
        return true;
    }

    private static bool TryReadNamespace(ref ReadOnlyMemory<byte> text, out string name)
    {
        name = "/";
        if (text.IsEmpty || text.Span[0] != (byte)'/')
        {
            return true;
        }

        var comma = text.Span.IndexOf((byte)',');
        var raw = comma < 0 ? text.Span : text.Span[..comma];
        text = comma < 0 ? default : text[(comma + 1)..];
        var query = raw.IndexOf((byte)'?');
        raw = query < 0 ? raw : raw[..query];
        if (raw.Length > MaxNamespaceLength)
        {
            return false;
        }

        name = Encoding.UTF8.GetString(raw);
        return true;
    }

    private static bool TryReadAckId(ref ReadOnlyMemory<byte> text, out ulong? id)
    {
        id = null;
        if (text.IsEmpty || text.Span[0] is < (byte)'0' or > (byte)'9')
        {
            return true;
        }

        if (!Utf8Parser.TryParse(text.Span, out ulong value, out var length))
        {
            return false;
        }

        id = value;
        text = text[length..];
        return true;
    }
}
