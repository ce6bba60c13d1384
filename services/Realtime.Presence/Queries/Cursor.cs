using System.Buffers.Text;
using System.Text;

namespace Realtime.Presence.Queries;

/// <summary>Opaque position in a listing: the key of the last row.</summary>
internal static class Cursor
{
    private const char Separator = '\n';

    public static string Of(params string[] keys) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, keys)));

    /// <summary>The keys, or null when the text is no cursor of so many keys.</summary>
    public static string[]? Parse(string cursor, int keys)
    {
        if (cursor.Length > 2_000 || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(Separator);
        return parts.Length == keys && parts.All(part => !part.Contains('\0', StringComparison.Ordinal)) ? parts : null;
    }
}
