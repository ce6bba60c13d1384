using System.Text.RegularExpressions;
using Realtime.Documentation.Tests.Stack;

namespace Realtime.Documentation.Tests.Guide;

/// <summary>The named examples of docs/client-guide.md, with the addresses of the stack that runs.</summary>
internal static partial class Snippet
{
    private const string Page = "docs/client-guide.md";

    public static IReadOnlyList<string> Names => [.. Named().Matches(Repository.Read(Page)).Select(static match => match.Groups["name"].Value)];

    public static string Read(string name, DocumentationFixture stack)
    {
        var text = Named().Matches(Repository.Read(Page)).Single(match => match.Groups["name"].Value == name).Groups["text"].Value;
        return text
            .Replace("localhost:8080", new Uri(stack.Edge).Authority, StringComparison.Ordinal)
            .Replace("amqp://guest:guest@localhost:5673", stack.Broker, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"<!-- example: (?<name>[a-z-]+) -->\n```\w+\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Named();
}
