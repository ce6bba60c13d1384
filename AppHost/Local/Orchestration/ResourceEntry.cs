using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>One line of resources.json: a resource, or one of its replicas.</summary>
internal sealed record ResourceEntry(string Name, string Type, string State, string? Health, int? Pid, IReadOnlyList<string> Urls, string? ConnectionString, int Restarts)
{
    public static async Task<IEnumerable<ResourceEntry>> CreateAsync(IResource resource, IReadOnlyList<ResourceEvent> instances)
    {
        if (instances.Count == 0)
        {
            return [];
        }

        var connectionString = resource is IResourceWithConnectionString server ? await server.GetConnectionStringAsync() : null;
        return instances.Count == 1
            ? [ForInstance(instances[0], connectionString)]
            : [ForGroup(resource, [.. instances.Select(static instance => instance.Snapshot)]), .. instances.Select(static instance => ForInstance(instance, null))];
    }

    private static ResourceEntry ForInstance(ResourceEvent instance, string? connectionString)
    {
        var snapshot = instance.Snapshot;
        return new ResourceEntry(
            instance.ResourceId,
            snapshot.ResourceType,
            snapshot.State?.Text ?? "",
            snapshot.HealthStatus?.ToString(),
            snapshot.ProcessId,
            [.. snapshot.Urls.Select(static url => url.Url)],
            connectionString,
            snapshot.Restarts);
    }

    private static ResourceEntry ForGroup(IResource resource, IReadOnlyList<CustomResourceSnapshot> instances)
    {
        var worst = instances.OrderBy(static snapshot => snapshot.IsReady).ThenByDescending(static snapshot => snapshot.IsTerminal).First();
        HealthStatus? health = instances.All(static snapshot => snapshot.IsReady) ? HealthStatus.Healthy : worst.HealthStatus;
        return new ResourceEntry(
            resource.Name,
            worst.ResourceType,
            worst.State?.Text ?? "",
            health?.ToString(),
            Pid: null,
            [.. resource.GetEndpoints().Select(static endpoint => endpoint.Allocated?.Url).OfType<string>()],
            ConnectionString: null,
            instances.Sum(static snapshot => snapshot.Restarts));
    }
}
