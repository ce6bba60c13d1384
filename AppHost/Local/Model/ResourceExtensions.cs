using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

internal static class ResourceExtensions
{
    public static bool TryGetLastAnnotation<T>(this IResource resource, [NotNullWhen(true)] out T? annotation)
        where T : class, IResourceAnnotation
    {
        annotation = resource.Annotations.OfType<T>().LastOrDefault();
        return annotation is not null;
    }

    public static IEnumerable<EndpointAnnotation> GetEndpoints(this IResource resource) => resource.Annotations.OfType<EndpointAnnotation>();

    public static EndpointAnnotation? FindEndpoint(this IResource resource, string name) =>
        resource.GetEndpoints().FirstOrDefault(endpoint => string.Equals(endpoint.Name, name, StringComparison.OrdinalIgnoreCase));

    public static int GetReplicaCount(this IResource resource) => resource.TryGetLastAnnotation<ReplicaAnnotation>(out var replicas) ? replicas.Replicas : 1;
}
