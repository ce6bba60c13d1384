using System.IO.Enumeration;

namespace Realtime.Auth.Clients;

/// <summary>Patterns over subjects: <c>*</c> stands for any number of characters, everything else for itself.</summary>
internal static class SubjectPattern
{
    public const int MaxLength = 200;

    public static bool IsValid(string? pattern) =>
        pattern is { Length: > 0 and <= MaxLength } && pattern.All(character => character is > ' ' and < (char)127 and not ('?' or '\\' or '"' or '<' or '>'));

    public static bool Matches(string pattern, string subject) =>
        FileSystemName.MatchesSimpleExpression(pattern, subject, ignoreCase: false);
}
