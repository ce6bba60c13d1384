using System.Collections.Concurrent;
using System.Text;

namespace Realtime.ServiceDefaults.Logging;

internal static class FieldName
{
    private const int MaxRemembered = 1_000;
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    public static string Of(string name)
    {
        if (Known.TryGetValue(name, out var known))
        {
            return known;
        }

        var field = SnakeCase(name);
        if (Known.Count < MaxRemembered)
        {
            Known.TryAdd(name, field);
        }

        return field;
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]) && StartsWord(name, i))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private static bool StartsWord(string name, int i) =>
        name[i - 1] != '_' && (!char.IsAsciiLetterUpper(name[i - 1]) || (i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1])));
}
