using System.Buffers.Binary;
using System.Text;

namespace Realtime.Messaging.Batches;

/// <summary>Data of an <see cref="EntryKind.Acknowledge"/> entry: message ids, each a length (u16, little endian) and UTF-8.</summary>
public static class MessageIdList
{
    /// <summary>Writes the ids.</summary>
    public static byte[] Write(IReadOnlyCollection<string> messageIds)
    {
        var data = new byte[messageIds.Sum(id => 2 + Encoding.UTF8.GetByteCount(id))];
        var at = 0;
        foreach (var id in messageIds)
        {
            var length = Encoding.UTF8.GetBytes(id, data.AsSpan(at + 2));
            BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(at), checked((ushort)length));
            at += 2 + length;
        }

        return data;
    }

    /// <summary>How many ids there are in <paramref name="data"/>, up to where it can be read.</summary>
    public static int Count(ReadOnlySpan<byte> data)
    {
        var count = 0;
        while (data.Length > 2 && BinaryPrimitives.ReadUInt16LittleEndian(data) is > 0 and var length && length <= data.Length - 2)
        {
            count++;
            data = data[(2 + length)..];
        }

        return count;
    }

    /// <summary>Adds the ids in <paramref name="data"/> to <paramref name="messageIds"/>; false when it is no list of ids.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, ICollection<string> messageIds)
    {
        while (!data.IsEmpty)
        {
            if (data.Length < 2)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt16LittleEndian(data);
            if (length == 0 || length > data.Length - 2)
            {
                return false;
            }

            messageIds.Add(Encoding.UTF8.GetString(data.Slice(2, length)));
            data = data[(2 + length)..];
        }

        return true;
    }
}
