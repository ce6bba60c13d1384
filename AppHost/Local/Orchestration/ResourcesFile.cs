using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Servers;

namespace Aspire.Hosting.Orchestration;

/// <summary>Keeps resources.json, which scripts read, as things are.</summary>
internal sealed class ResourcesFile : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _writing;

    private ResourcesFile(string path, ResourceNotificationService notifications, DistributedApplicationModel model) =>
        _writing = Task.Run(() => WriteChangesAsync(path, notifications, model));

    public static ResourcesFile Start(string path, ResourceNotificationService notifications, DistributedApplicationModel model) => new(path, notifications, model);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _writing;
        _stopping.Dispose();
    }

    private static async Task WriteAsync(string path, ResourceNotificationService notifications, DistributedApplicationModel model)
    {
        var entries = new List<ResourceEntry>();
        var instances = notifications.Current().ToLookup(static state => state.Resource);
        foreach (var resource in model.Resources)
        {
            entries.AddRange(await ResourceEntry.CreateAsync(resource, [.. instances[resource]]));
        }

        var draft = path + ".new";
        PrivateFolder.WriteFile(draft, JsonSerializer.Serialize(new { resources = entries }, Format) + "\n");
        File.Move(draft, path, overwrite: true);
    }

    private async Task WriteChangesAsync(string path, ResourceNotificationService notifications, DistributedApplicationModel model)
    {
        try
        {
            await foreach (var batch in notifications.WatchBatchesAsync(_stopping.Token))
            {
                await WriteAsync(path, notifications, model);
            }
        }
        catch (OperationCanceledException)
        {
            await WriteAsync(path, notifications, model);
        }
    }
}
