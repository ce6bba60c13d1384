using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>What a resource waits for, and in which order that makes them stop.</summary>
internal static class Dependencies
{
    public static IEnumerable<WaitAnnotation> Of(IResource resource)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>())
        {
            yield return wait;
        }

        if (resource is PostgresDatabaseResource database)
        {
            yield return new WaitAnnotation(database.Parent, null);
        }
    }

    /// <summary>The resources in groups: each group depends only on later ones.</summary>
    public static IEnumerable<IReadOnlyList<IResource>> InStopOrder(IEnumerable<IResource> resources)
    {
        Dictionary<IResource, int> depths = [];
        return resources.GroupBy(resource => Depth(resource, depths, [])).OrderByDescending(static group => group.Key).Select(static group => group.ToList());
    }

    /// <summary>Fails when resources wait for each other in a circle.</summary>
    public static void CheckForCircles(IEnumerable<IResource> resources)
    {
        Dictionary<IResource, int> depths = [];
        foreach (var resource in resources)
        {
            Depth(resource, depths, []);
        }
    }

    private static int Depth(IResource resource, Dictionary<IResource, int> depths, HashSet<IResource> path)
    {
        if (depths.TryGetValue(resource, out var known))
        {
            return known;
        }

        if (!path.Add(resource))
        {
            throw new DistributedApplicationException($"The resources {string.Join(", ", path.Select(static member => member.Name))} wait for each other in a circle.");
        }

        var depth = Of(resource).Select(wait => Depth(wait.Resource, depths, path) + 1).DefaultIfEmpty(0).Max();
        path.Remove(resource);
        return depths[resource] = depth;
    }
}
