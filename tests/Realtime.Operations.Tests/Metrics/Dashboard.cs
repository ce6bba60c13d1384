using System.Text.Json.Nodes;
using Realtime.Operations.Tests.Stack;

namespace Realtime.Operations.Tests.Metrics;

/// <summary>The queries of the shipped dashboard, with its variables filled in.</summary>
internal static class Dashboard
{
    public static IReadOnlyList<(string Panel, string Query)> Queries()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(OperationsFiles.Of("dashboard.json")))!;
        return
        [
            .. dashboard["panels"]!.AsArray()
                .Where(static panel => (string?)panel!["type"] != "row")
                .SelectMany(static panel => panel!["targets"]!.AsArray().Select(target => ((string)panel["title"]!, Fill((string)target!["expr"]!)))),
        ];
    }

    private static string Fill(string query) =>
        query.Replace("$__rate_interval", "5m", StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal);
}
