namespace Aspire.Hosting.ApplicationModel;

/// <summary>An instance of a resource changed.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">The instance, such as <c>gateway-1</c>; the name of the resource when it has only one.</param>
/// <param name="snapshot">What is known now.</param>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The instance.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What is known now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
