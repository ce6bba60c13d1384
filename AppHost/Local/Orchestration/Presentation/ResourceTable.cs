using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Spectre.Console;

namespace Aspire.Hosting.Orchestration.Presentation;

/// <summary>The resources as a table: name, state, health, addresses.</summary>
internal static class ResourceTable
{
    public static Table Create(IEnumerable<ResourceEvent> states)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Name", "State", "Health", "URLs");
        foreach (var state in states.OrderBy(static state => state.ResourceId, StringComparer.Ordinal))
        {
            var snapshot = state.Snapshot;
            table.AddRow(
                Markup.Escape(state.ResourceId),
                State(snapshot),
                Health(snapshot),
                Markup.Escape(string.Join(" ", snapshot.Urls.Select(static url => url.Url))));
        }

        return table;
    }

    private static string State(CustomResourceSnapshot snapshot) => snapshot switch
    {
        { State.Text: var text } when text == KnownResourceStates.Running => $"[green]{text}[/]",
        { IsTerminal: true } => $"[red]{snapshot.State?.Text}[/]",
        _ => $"[yellow]{snapshot.State?.Text}[/]",
    };

    private static string Health(CustomResourceSnapshot snapshot) => snapshot.HealthStatus switch
    {
        HealthStatus.Healthy => "[green]Healthy[/]",
        null => Markup.Escape(snapshot.Detail ?? ""),
        _ => $"[yellow]Unhealthy[/] {Markup.Escape(snapshot.Detail ?? "")}",
    };
}
