using System.Buffers;
using System.Text.Json;

namespace Realtime.Gateway.Native.Frames;

/// <summary>Writes payloads that were validated where they came in. Line breaks (outside strings, as JSON has it) become blanks: seed clients split frames at them.</summary>
internal static class RawJson
{
    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> raw)
    {
        if (raw.IsEmpty)
        {
            json.WriteNullValue();
            return;
        }

        if (raw.IndexOfAny(LineBreaks) < 0)
        {
            json.WriteRawValue(raw, skipInputValidation: true);
            return;
        }

        var copy = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            raw.CopyTo(copy);
            var text = copy.AsSpan(0, raw.Length);
            text.Replace((byte)'\n', (byte)' ');
            text.Replace((byte)'\r', (byte)' ');
            json.WriteRawValue(text, skipInputValidation: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
