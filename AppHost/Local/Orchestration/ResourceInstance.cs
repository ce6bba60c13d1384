using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>One running copy of a resource.</summary>
internal sealed record ResourceInstance(IResource Resource, string Id, int Replica)
{
    public static IEnumerable<ResourceInstance> Of(IResource resource)
    {
        var count = resource.GetReplicaCount();
        return count == 1
            ? [new ResourceInstance(resource, resource.Name, 0)]
            : Enumerable.Range(0, count).Select(replica => new ResourceInstance(resource, $"{resource.Name}-{replica + 1}", replica));
    }
}
