using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Realtime.Contracts.Wire;
using Realtime.Documentation.Tests.Stack;

namespace Realtime.Documentation.Tests.Troubleshooting;

/// <summary>docs/troubleshooting.md quotes what users really see.</summary>
[Collection(DocumentationCollection.Name)]
public sealed partial class TroubleshootingTests(DocumentationFixture stack)
{
    private static readonly string[] Rows = [.. Repository.Read("docs/troubleshooting.md").Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| what you see", StringComparison.Ordinal))];

    [Fact]
    public async Task Every_failure_that_is_caused_is_quoted_with_its_code_and_message()
    {
        var failures = JsonNode.Parse(await Tools.RunAsync(["failures.mjs"], stack.Environment))!.AsObject();
        var seen = Rows.Select(static row => row.Split(" | ")[0]).ToList();

        failures.Count.ShouldBeGreaterThan(20);
        foreach (var (failure, texts) in failures)
        {
            seen.ShouldContain(
                row => texts!.AsArray().All(text => row.Contains($"`{(string)text!}`", StringComparison.Ordinal)),
                $"no row for '{failure}' quotes {texts!.ToJsonString()}");
        }
    }

    [Fact]
    public void Every_text_that_is_quoted_is_in_the_code()
    {
        var code = string.Join('\n', Repository.Sources("services").Concat(Repository.Sources("ServiceDefaults")).Concat(Repository.Sources("AppHost")).Select(File.ReadAllText));
        var failures = Repository.Read("tests/Realtime.Documentation.Tests/node/failures.mjs");

        foreach (var text in Rows.SelectMany(static row => Quoted().Matches(row.Split(" | ")[0]).Select(static match => match.Groups[1].Value)).Distinct())
        {
            // Status codes come from the failures that are caused; addresses and fields are no messages.
            var known = code.Contains(text, StringComparison.Ordinal)
                || code.Contains(text.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal)
                || CloseCodesOf().Contains(text)
                || StatusCode().IsMatch(text)
                || text.Trim('"').Split("\":\"").All(part => code.Contains(part, StringComparison.Ordinal))
                || failures.Contains(text, StringComparison.Ordinal);
            known.ShouldBeTrue($"`{text}` is quoted, and nothing says it");
        }
    }

    [Fact]
    public void Every_close_code_of_the_protocol_is_explained()
    {
        var pages = Repository.Read("docs/protocol.md") + Repository.Read("docs/troubleshooting.md");
        foreach (var code in CloseCodesOf().Where(static code => code is not "4400"))
        {
            pages.ShouldContain(code);
        }
    }

    private static IEnumerable<string> CloseCodesOf() => typeof(CloseCodes).GetFields().Select(static field => field.GetRawConstantValue()!.ToString()!);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("^[45][0-9]{2}$")]
    private static partial Regex StatusCode();
}
