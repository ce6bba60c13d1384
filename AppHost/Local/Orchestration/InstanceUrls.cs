using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

internal static class InstanceUrls
{
    /// <summary>The addresses of one instance itself; those of a resource with several are its forwarder's.</summary>
    public static IEnumerable<UrlSnapshot> Of(ResourceInstance instance) =>
        from endpoint in instance.Resource.GetEndpoints()
        let allocated = endpoint.Allocated
        where allocated is not null
        let address = allocated with { Port = allocated.TargetPortOf(instance.Replica) }
        select new UrlSnapshot(endpoint.Name, address.Url, IsInternal: false);
}
