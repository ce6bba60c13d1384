using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Realtime.Operations.Tests.Logs;

/// <summary>What the pages say about the fields of the log.</summary>
internal static partial class DocumentedFields
{
    /// <summary>The names in the first column of the table of logs.md.</summary>
    public static IReadOnlyList<string> Table(string page) =>
        [.. page.Split('\n').SkipWhile(static line => !line.StartsWith("| field", StringComparison.Ordinal)).Skip(2).TakeWhile(static line => line.StartsWith('|')).SelectMany(static row => Names(row.Split('|')[1]))];

    /// <summary>The names on our side of the rows about log fields in seeds.md: words in backticks that are no metric.</summary>
    public static IReadOnlyList<string> Mapped(string page) =>
        [.. page.Split('\n').Where(static line => line.StartsWith("| log `", StringComparison.Ordinal)).SelectMany(static row => Names(row.Split('|')[2]))];

    /// <summary>The settings that a page shows as JSON.</summary>
    public static JsonObject Settings(string page) => JsonNode.Parse(Json().Match(page).Groups[1].Value)!.AsObject();

    private static IEnumerable<string> Names(string text) => Name().Matches(text).Select(static match => match.Groups[1].Value);

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Name();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();
}
