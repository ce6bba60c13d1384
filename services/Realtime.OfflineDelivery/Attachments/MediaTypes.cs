using System.Net.Http.Headers;

namespace Realtime.OfflineDelivery.Attachments;

/// <summary>Media types of files, and the patterns that allow them.</summary>
internal static class MediaTypes
{
    public const string Unknown = "application/octet-stream";
    public const int MaxLength = 200;

    /// <summary>The type as it is kept, with its parameters; false when it is none.</summary>
    public static bool TryRead(string? text, out string type)
    {
        type = Unknown;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (text.Length > MaxLength || !MediaTypeHeaderValue.TryParse(text, out var parsed) || parsed.MediaType is null || parsed.MediaType.Contains('*', StringComparison.Ordinal))
        {
            return false;
        }

        type = parsed.ToString();
        return true;
    }

    public static bool IsPattern(string pattern) =>
        MediaTypeHeaderValue.TryParse(pattern, out var parsed) && parsed.Parameters.Count == 0
        && pattern.Split('/') is [{ Length: > 0 } type, { Length: > 0 } subtype]
        && !type.Contains('*', StringComparison.Ordinal) && (subtype == "*" || !subtype.Contains('*', StringComparison.Ordinal));

    public static bool IsAllowed(string type, IList<string> patterns)
    {
        var bare = type.Split(';')[0].Trim();
        return patterns.Count == 0 || patterns.Any(pattern => pattern.EndsWith("/*", StringComparison.Ordinal)
            ? bare.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
            : bare.Equals(pattern, StringComparison.OrdinalIgnoreCase));
    }
}
