using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Logs;
using Spectre.Console;

namespace Aspire.Hosting.Orchestration.Presentation;

/// <summary>Shows one table until everything is up or has failed, and the logs of all instances afterwards.</summary>
internal sealed class ConsoleView(ResourceNotificationService notifications, ResourceLogs logs, RunFolder folder, HostConsole console, DistributedApplicationModel model)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Ends with the token; it never fails because of it.</summary>
    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        try
        {
            console.Announce($"Starting everything; logs and resources.json are in {folder.Path}. Ctrl+C stops it.");
            await SettleAsync(cancellationToken);
            console.Announce(Summary());
            await FollowAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (!console.IsInteractive)
        {
            await WhenSettledAsync(static () => { }, cancellationToken);
            console.Write(() => console.Drawing.Write(Table()));
            return;
        }

        await console.Drawing.Live(Table()).StartAsync(async live => await WhenSettledAsync(() => live.UpdateTarget(Table()), cancellationToken));
    }

    private async Task WhenSettledAsync(Action onChange, CancellationToken cancellationToken)
    {
        await using var changes = notifications.WatchBatchesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var next = changes.MoveNextAsync().AsTask();
        while (true)
        {
            if (await Task.WhenAny(next, Task.Delay(Patience, cancellationToken)) != next)
            {
                cancellationToken.ThrowIfCancellationRequested();
                AnnounceWaiting();
                continue;
            }

            await next;
            onChange();
            if (notifications.Current().All(static state => state.Snapshot.IsReady || state.Snapshot.IsTerminal))
            {
                return;
            }

            next = changes.MoveNextAsync().AsTask();
        }
    }

    private void AnnounceWaiting()
    {
        if (console.IsInteractive)
        {
            return;
        }

        var waiting = notifications.Current().Where(static state => !state.Snapshot.IsReady).Select(static state => $"{state.ResourceId} ({state.Snapshot.Detail ?? state.Snapshot.State?.Text})");
        console.Announce($"Still waiting for {string.Join(", ", waiting)}.");
    }

    private Table Table() => ResourceTable.Create(notifications.Current());

    private string Summary()
    {
        var addresses = model.Resources.SelectMany(static resource => resource.GetEndpoints()).Where(static endpoint => endpoint.IsExternal).Select(static endpoint => endpoint.Allocated?.Url).OfType<string>().ToList();
        var open = addresses.Count == 0 ? "" : $"Open {string.Join(", ", addresses)}. ";
        return $"{open}Every address and pid is in {folder.ResourcesFile}.";
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var width = notifications.Current().Max(static state => state.ResourceId.Length);
        void OnLine(string instance, string line) => console.Announce($"{instance.PadRight(width)} | {(console.IsInteractive ? line : ResourceLog.WithoutColours(line))}");

        logs.LineWritten += OnLine;
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        finally
        {
            logs.LineWritten -= OnLine;
        }
    }
}
