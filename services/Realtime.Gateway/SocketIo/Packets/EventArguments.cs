using System.Text.Json;

namespace Realtime.Gateway.SocketIo.Packets;

/// <summary>Takes the array of an event apart without copying it.</summary>
internal static class EventArguments
{
    /// <summary>Name of an event whose array <see cref="PacketData"/> has accepted.</summary>
    public static string NameOf(ReadOnlySpan<byte> array)
    {
        var reader = new Utf8JsonReader(array);
        reader.Read();
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
    }

    /// <summary>Raw JSON of the arguments after the name, with the commas between them; empty when there are none.</summary>
    public static ReadOnlyMemory<byte> After(ReadOnlyMemory<byte> array)
    {
        var reader = new Utf8JsonReader(array.Span);
        reader.Read();
        reader.Read();
        var rest = array[(int)reader.BytesConsumed..];
        var start = rest.Span.IndexOf((byte)',');
        return start < 0 ? default : Trim(rest[(start + 1)..rest.Span.LastIndexOf((byte)']')]);
    }

    /// <summary>Raw JSON of the first argument; empty when there is none.</summary>
    public static ReadOnlyMemory<byte> First(ReadOnlyMemory<byte> array)
    {
        var reader = new Utf8JsonReader(array.Span);
        reader.Read();
        reader.Read();
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            return default;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return array[start..(int)reader.BytesConsumed];
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> json) => json.Trim(" \t\r\n"u8);
}
