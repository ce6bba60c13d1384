using System.Text.Json;

namespace Realtime.Gateway.Native.Frames;

/// <summary>Looks at the strings of a JSON value that was parsed already.</summary>
internal static class JsonTexts
{
    /// <summary>False when a string or name holds half a surrogate pair: JSON by its grammar, but nobody can read or write it again as text.</summary>
    public static bool AreWhole(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.String or JsonTokenType.PropertyName, ValueIsEscaped: true })
                {
                    _ = reader.GetString();
                }
            }
        }
        catch (InvalidOperationException)
        {
            return false;
        }

        return true;
    }
}
