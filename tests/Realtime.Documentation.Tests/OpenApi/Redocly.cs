using System.Text.Json.Nodes;
using Realtime.Documentation.Tests.Stack;

namespace Realtime.Documentation.Tests.OpenApi;

/// <summary>The linter of API descriptions with its recommended rules.</summary>
internal static class Redocly
{
    /// <summary>Errors and warnings.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(string file)
    {
        var output = await Tools.RunAsync(["lint.mjs", file]);
        var report = JsonNode.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..])!;
        return [.. report["problems"]!.AsArray().Select(static problem => $"{problem!["severity"]} {problem["ruleId"]} {problem["location"]?[0]?["pointer"]}: {problem["message"]}")];
    }
}
